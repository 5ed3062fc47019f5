// Composes the subgraphs given as name=file and prints the errors and the merged types as JSON.
import { readFileSync } from "node:fs";

import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

const services = process.argv.slice(2).map((given) => {
  const [name, file] = given.split("=");
  return { name, typeDefs: parse(readFileSync(file, "utf8")), url: `http://${name}.example.com/` };
});
const { errors, schema } = composeServices(services);
const fields = {};
for (const type of schema?.toAPISchema().objectTypes() ?? []) {
  fields[type.name] = type.fields().map((field) => field.name);
}
process.stdout.write(
  JSON.stringify({ errors: (errors ?? []).map((error) => error.message), fields }),
);
