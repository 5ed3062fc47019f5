/** A plugin of graphql-codegen: the names of the contract's queries and mutations, as one type. */
export const plugin = (schema) => {
    const names = [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
        Object.keys(root?.getFields() ?? {}),
    );
    return `export type Operation =\n${names.map((name) => `  | "${name}"`).join("\n")};\n`;
};
