import type { Client } from '../api';

const GRANTS: Record<string, string> = {
  authorization_code: 'Authorization code',
  refresh_token: 'Refresh token',
  client_credentials: 'Client credentials',
  'urn:ietf:params:oauth:grant-type:device_code': 'Device code',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'Token exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'JWT bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer': 'SAML bearer',
  'urn:openid:params:grant-type:ciba': 'Backchannel',
};

export const grantLabel = (grant: string): string => GRANTS[grant] ?? grant;

const METHODS: Record<Client['tokenEndpointAuthMethod'], string> = {
  client_secret_basic: 'Secret (Basic)',
  client_secret_post: 'Secret (POST)',
  client_secret_jwt: 'Assertion by secret',
  private_key_jwt: 'Signed assertion',
  tls_client_auth: 'Certificate of the authority',
  self_signed_tls_client_auth: 'Self-signed certificate',
  none: 'None, public client',
};

export const methodLabel = (method: Client['tokenEndpointAuthMethod']): string => METHODS[method];
