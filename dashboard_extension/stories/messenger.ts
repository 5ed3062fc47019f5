/** The messenger that the example extension talks to: it keeps what it took, and refuses while it is told to. */
import { createServer } from "node:http";

const REFUSED = 503;

export interface ServedMessenger {
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Takes pages at `/diary`; `GET /diary` tells their types in order, `PUT /open` and `PUT /closed` are the switch. */
export function messengerServed(): Promise<ServedMessenger> {
  const taken: string[] = [];
  let isOpen = true;
  const server = createServer((request, response) => {
    const { method, url } = request;
    if (method === "GET") {
      response.end(JSON.stringify(taken));
      return;
    }
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      if (method === "PUT") isOpen = url === "/open";
      else if (!isOpen) response.statusCode = REFUSED;
      else if (url === "/diary") taken.push((JSON.parse(body) as { type: string }).type);
      response.end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        address: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
        close: () =>
          new Promise((closed) => {
            server.closeAllConnections();
            server.close(() => closed());
          }),
      });
    });
  });
}
