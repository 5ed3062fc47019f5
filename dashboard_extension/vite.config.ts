/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { oneFont, themeVariables } from "./scripts/themeVariables.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Served from /dashboard/ and from /plugins/saleor.crm/dashboard/: the server says where, in <base>.
  base: "./",
  plugins: [oneFont(), themeVariables(), react()],
  resolve: { alias: { "@": here("./src") } },
  build: {
    outDir: here("../saleor_crm_plugin/web/dashboard"),
    emptyOutDir: true,
    target: "es2022",
    // scripts/bundleSize.mjs knows the limits, in what a browser loads.
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: {
        index: here("./index.html"),
        customer: here("./customer.html"),
        order: here("./order.html"),
        home: here("./home.html"),
      },
    },
  },
  server: { proxy: { "/graphql/": "http://127.0.0.1:8000" } },
  test: {
    environment: "jsdom",
    globals: true,
    setupFiles: ["./tests/setup.ts"],
    include: ["{src,scripts}/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
