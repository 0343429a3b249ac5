// The Model Context Protocol's authorization: its SDK's client finds its way from a server that it knows nothing of to
// a token for that server. Ends with 0 when all held.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as jose from "jose";
import { Browser } from "./browser.mjs";

const { ISSUER, USER_NAME, USER_PASSWORD, PORT, KEY, CERTIFICATE } = process.env;
const origin = `https://localhost:${PORT}`;
const resource = `${origin}/mcp`;
const document = `${origin}/client.json`;
const redirectUri = "http://127.0.0.1/callback";
const resourceMetadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
const keys = jose.createRemoteJWKSet(new URL(`${ISSUER}/oauth2/jwks`));

const metadata = {
  client_name: "An Agent",
  redirect_uris: [redirectUri],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: "none",
};

async function speak(request, response) {
  let who;
  try {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    who = (await jose.jwtVerify(token, keys, { issuer: ISSUER, audience: resource, typ: "at+jwt" })).payload;
  } catch {
    response.writeHead(401, { "WWW-Authenticate": `Bearer resource_metadata="${resourceMetadata}"` }).end();
    return;
  }
  const server = new McpServer({ name: "whoami", version: "1" });
  server.registerTool("whoami", { description: "Says who asks." }, () => ({
    content: [{ type: "text", text: JSON.stringify({ client: who.client_id, aud: who.aud }) }],
  }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

const json = (response, body) => response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));

const server = createServer({ key: readFileSync(KEY), cert: readFileSync(CERTIFICATE) }, (request, response) => {
  switch (new URL(request.url, origin).pathname) {
    case "/mcp":
      return speak(request, response);
    case "/.well-known/oauth-protected-resource/mcp":
      return json(response, { resource, authorization_servers: [ISSUER], bearer_methods_supported: ["header"] });
    case "/client.json":
      return json(response, { client_id: document, ...metadata });
    default:
      return response.writeHead(404).end();
  }
});
await new Promise(resolve => server.listen(Number(PORT), "localhost", resolve));

class Provider {
  redirectUrl = redirectUri;
  clientMetadata = metadata;
  clientMetadataUrl;
  asked;
  #client;
  #tokens;
  #verifier;
  constructor(clientMetadataUrl) {
    this.clientMetadataUrl = clientMetadataUrl;
  }
  clientInformation() {
    return this.#client;
  }
  saveClientInformation(client) {
    this.#client = client;
  }
  tokens() {
    return this.#tokens;
  }
  saveTokens(tokens) {
    this.#tokens = tokens;
  }
  codeVerifier() {
    return this.#verifier;
  }
  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }
  redirectToAuthorization(url) {
    this.asked = url;
  }
  forgetAccess() {
    this.#tokens = { ...this.#tokens, access_token: "none-any-more" };
  }
}

async function connect(provider) {
  const client = new Client({ name: "agent", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(resource), { authProvider: provider }));
  return client;
}

async function whoami(client) {
  const answer = await client.callTool({ name: "whoami", arguments: {} });
  return JSON.parse(answer.content[0].text);
}

/** Signs in, agrees, and gives the code to the client, which knows nothing beforehand but the server's address. */
async function through(provider, shown) {
  const transport = new StreamableHTTPClientTransport(new URL(resource), { authProvider: provider });
  await assert.rejects(new Client({ name: "agent", version: "1" }).connect(transport), UnauthorizedError);
  assert.equal(provider.asked.searchParams.get("resource"), resource);
  assert.equal(provider.asked.searchParams.get("code_challenge_method"), "S256");
  const browser = new Browser(ISSUER);
  const consent = await browser.submit(await browser.go(provider.asked), { username: USER_NAME, password: USER_PASSWORD });
  assert.match(consent.page, shown);
  assert.match(consent.page, new RegExp(`access to ${resource}`));
  const back = await browser.submit(consent, { decision: "allow" });
  assert.equal(back.url.searchParams.get("iss"), ISSUER);
  await transport.finishAuth(back.url.searchParams.get("code"));
  return whoami(await connect(provider));
}

const steps = {
  async "by the address of its metadata"() {
    const provider = new Provider(document);
    const told = await through(provider, /An Agent \(localhost\)/);
    assert.deepEqual(told, { client: document, aud: resource });
  },

  async "by registering itself, and again by its refresh token"() {
    const provider = new Provider();
    const told = await through(provider, /An Agent/);
    assert.match(told.client, /^dyn-/);
    assert.equal(told.aud, resource);
    provider.forgetAccess();
    assert.deepEqual(await whoami(await connect(provider)), told);
  },
};

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
    console.log(`held: ${name}`);
  } catch (trouble) {
    failed++;
    console.error(`failed: ${name}\n`, trouble);
  }
}
process.exit(failed);
