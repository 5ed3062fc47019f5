import type { CodegenConfig } from "@graphql-codegen/cli";

// Documents are the contract's own, so that what this page asks is documented and tested there.
const config: CodegenConfig = {
  schema: ["../graphql/schema.graphql", "src/api/federation.graphql"],
  documents: ["../graphql/{fragments,queries,mutations}/*.graphql"],
  generates: {
    "src/api/generated/operations.ts": { plugins: ["./scripts/operationNames.mjs"] },
    "src/api/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        strictScalars: true,
        useTypeImports: true,
        scalars: {
          DateTime: "string",
          Date: "string",
          Decimal: "string",
        },
      },
    },
  },
  ignoreNoDocuments: false,
};

export default config;
