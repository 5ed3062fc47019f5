/// <reference types="vite/client" />
declare module "@saleor/macaw-ui/style";
declare module "virtual:macaw-theme.css";
