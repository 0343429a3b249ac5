import type { Client, Tenant } from '../api';

export interface Wiring {
  key: string;
  title: string;
  code: string;
}

const SECRET = 'SECRET';

/** How an application is wired to the tenant as this client, ready to paste; what it asks for stands in as placeholders only where the client has none. */
export function wiringOf(tenant: Tenant, client: Client): Wiring[] {
  return client.grantTypes.includes('authorization_code') ? signIn(tenant, client) : service(tenant, client);
}

const scopesOf = (client: Client, ...first: string[]): string[] => [...new Set([...first, ...client.scopes])];
const isPublic = (client: Client) => client.tokenEndpointAuthMethod === 'none';

function service({ issuer }: Tenant, client: Client): Wiring[] {
  const id = client.clientId;
  const audience = client.audiences[0];
  const scope = client.scopes.join(' ');
  return [
    {
      key: 'curl',
      title: 'curl',
      code: [`curl --cacert ca.pem ${issuer}/oauth2/token`, `  -u '${id}:${SECRET}'`, '  -d grant_type=client_credentials', ...(audience ? [`  --data-urlencode audience=${audience}`] : []), ...(scope ? [`  --data-urlencode 'scope=${scope}'`] : [])].join(' \\\n'),
    },
    {
      key: 'java',
      title: 'Java, Spring',
      code: `# application.yaml, with spring-boot-starter-oauth2-client
spring:
  security:
    oauth2:
      client:
        registration:
          lightwave:
            client-id: ${id}
            client-secret: \${CLIENT_SECRET}
            authorization-grant-type: client_credentials${scope ? `\n            scope: ${client.scopes.join(', ')}` : ''}
        provider:
          lightwave:
            issuer-uri: ${issuer}`,
    },
    {
      key: 'node',
      title: 'Node.js',
      code: `// NODE_EXTRA_CA_CERTS=ca.pem
const answer = await fetch('${issuer}/oauth2/token', {
  method: 'POST',
  headers: { Authorization: 'Basic ' + btoa(encodeURIComponent('${id}') + ':' + encodeURIComponent(process.env.CLIENT_SECRET)) },
  body: new URLSearchParams({ grant_type: 'client_credentials'${audience ? `, audience: '${audience}'` : ''}${scope ? `, scope: '${scope}'` : ''} }),
});
const { access_token } = await answer.json();`,
    },
    {
      key: 'go',
      title: 'Go',
      code: `// golang.org/x/oauth2/clientcredentials; SSL_CERT_FILE=ca.pem
config := clientcredentials.Config{
	ClientID:     "${id}",
	ClientSecret: os.Getenv("CLIENT_SECRET"),
	TokenURL:     "${issuer}/oauth2/token",${scope ? `\n	Scopes:       []string{${client.scopes.map((name) => `"${name}"`).join(', ')}},` : ''}${audience ? `\n	EndpointParams: url.Values{"audience": {"${audience}"}},` : ''}
}
client := config.Client(ctx) // renews its token by itself`,
    },
    kubernetes(id, issuer),
  ];
}

function signIn({ issuer }: Tenant, client: Client): Wiring[] {
  const id = client.clientId;
  const redirect = client.redirectUris[0] ?? 'https://app.example/callback';
  const scopes = scopesOf(client, 'openid', 'profile');
  return [
    {
      key: 'curl',
      title: 'curl',
      code: `# What an OpenID Connect library needs to know stands here:
curl --cacert ca.pem ${issuer}/.well-known/openid-configuration`,
    },
    {
      key: 'java',
      title: 'Java, Spring',
      code: `# application.yaml, with spring-boot-starter-oauth2-client
spring:
  security:
    oauth2:
      client:
        registration:
          lightwave:
            client-id: ${id}${isPublic(client) ? '\n            client-authentication-method: none' : '\n            client-secret: ${CLIENT_SECRET}'}
            authorization-grant-type: authorization_code
            redirect-uri: ${redirect}
            scope: ${scopes.join(', ')}
        provider:
          lightwave:
            issuer-uri: ${issuer}`,
    },
    {
      key: 'node',
      title: 'Node.js',
      code: `// npm install openid-client; NODE_EXTRA_CA_CERTS=ca.pem
import * as client from 'openid-client';
const config = await client.discovery(new URL('${issuer}'), '${id}'${isPublic(client) ? ', undefined, client.None()' : ', process.env.CLIENT_SECRET'});
const verifier = client.randomPKCECodeVerifier();
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: '${redirect}',
  scope: '${scopes.join(' ')}',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});
// send the browser to url; then, where it comes back:
const tokens = await client.authorizationCodeGrant(config, currentUrl, { pkceCodeVerifier: verifier });`,
    },
    {
      key: 'go',
      title: 'Go',
      code: `// github.com/coreos/go-oidc/v3/oidc, golang.org/x/oauth2; SSL_CERT_FILE=ca.pem
provider, err := oidc.NewProvider(ctx, "${issuer}")
config := oauth2.Config{
	ClientID:     "${id}",${isPublic(client) ? '' : '\n	ClientSecret: os.Getenv("CLIENT_SECRET"),'}
	Endpoint:     provider.Endpoint(),
	RedirectURL:  "${redirect}",
	Scopes:       []string{${scopes.map((name) => `"${name}"`).join(', ')}},
}
verifier := oauth2.GenerateVerifier()
url := config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))`,
    },
    ...(isPublic(client) ? [] : [kubernetes(id, issuer)]),
  ];
}

const kubernetes = (id: string, issuer: string): Wiring => ({
  key: 'kubernetes',
  title: 'Kubernetes',
  code: `# A workload identity needs no secret; where a client has to do:
kubectl create secret generic lightwave-client --from-literal=CLIENT_ID=${id} --from-literal=CLIENT_SECRET=${SECRET}
kubectl create configmap lightwave-ca --from-file=ca.pem
# and in the container:
envFrom:
  - secretRef: { name: lightwave-client }
env:
  - { name: ISSUER, value: "${issuer}" }`,
});
