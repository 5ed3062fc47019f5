// Starts GraphiQL on the address it was opened from.
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: window.location.pathname }),
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
    defaultQuery: document.getElementById("graphiql").dataset.query,
  }),
);
