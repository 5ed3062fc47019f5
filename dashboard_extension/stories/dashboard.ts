/**
 * A Dashboard of our own: it frames the page as Saleor's does, speaks AppBridge's messages, and signs tokens.
 *
 * Its origin is another than the page's, so that origins, `frame-ancestors` and the referrer are the real case.
 */
import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

/** Where the Dashboard forbids the referrer, so that the page cannot know whose messages to trust. */
export const SILENT = "/silent";
const KEY_ID = "stories";
const PAGE = fileURLToPath(new URL("./dashboard.html", import.meta.url));
const TOKEN_SECONDS = 300;

export interface ServedDashboard {
  readonly origin: string;
  readonly saleorApiUrl: string;
  /** Private, as a JWK in JSON; made anew for every run. */
  readonly signingKey: string;
  readonly close: () => Promise<void>;
}

export function dashboardServed(): Promise<ServedDashboard> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: "jwk" }), kid: KEY_ID, alg: "RS256", use: "sig" }];
  const server = createServer((request, response) => {
    if (request.url === "/.well-known/jwks.json") {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ keys }));
      return;
    }
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    if (request.url === SILENT) response.setHeader("Referrer-Policy", "no-referrer");
    response.end(readFileSync(PAGE));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
      resolve({
        origin,
        saleorApiUrl: `${origin}/graphql/`,
        signingKey: JSON.stringify(privateKey.export({ format: "jwk" })),
        close: () =>
          new Promise((closed) => {
            server.closeAllConnections();
            server.close(() => closed());
          }),
      });
    });
  });
}

interface Asked {
  readonly signingKey: string;
  readonly saleorApiUrl: string;
  readonly appId: string;
  readonly permissions: readonly string[];
}

/** Returns a token as Saleor gives it to a frame of an app; each is another one. */
export function dashboardToken({ signingKey, saleorApiUrl, appId, permissions }: Asked): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    type: "thirdparty",
    owner: "saleor",
    iss: saleorApiUrl,
    iat: now,
    exp: now + TOKEN_SECONDS,
    jti: randomUUID(),
    token: "x",
    email: "ada@example.com",
    user_id: "VXNlcjox",
    is_staff: true,
    app: appId,
    permissions,
    user_permissions: permissions,
  };
  const signed = `${part({ alg: "RS256", kid: KEY_ID, typ: "JWT" })}.${part(claims)}`;
  const key = createPrivateKey({
    key: JSON.parse(signingKey) as Record<string, string>,
    format: "jwk",
  });
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
}
