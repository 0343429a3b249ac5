import type { Client } from '../api';
import { t } from '../language/language';

const GRANTS: Record<string, string> = {
  authorization_code: t('Authorization code'),
  refresh_token: t('Refresh token'),
  client_credentials: t('Client credentials'),
  'urn:ietf:params:oauth:grant-type:device_code': t('Device code'),
  'urn:ietf:params:oauth:grant-type:token-exchange': t('Token exchange'),
  'urn:ietf:params:oauth:grant-type:jwt-bearer': t('JWT bearer'),
  'urn:ietf:params:oauth:grant-type:saml2-bearer': t('SAML bearer'),
  'urn:openid:params:grant-type:ciba': t('Backchannel'),
};

export const grantLabel = (grant: string): string => GRANTS[grant] ?? grant;

const METHODS: Record<Client['tokenEndpointAuthMethod'], string> = {
  client_secret_basic: t('Secret (Basic)'),
  client_secret_post: t('Secret (POST)'),
  client_secret_jwt: t('Assertion by secret'),
  private_key_jwt: t('Signed assertion'),
  tls_client_auth: t('Certificate of the authority'),
  self_signed_tls_client_auth: t('Self-signed certificate'),
  none: t('None, public client'),
};

export const methodLabel = (method: Client['tokenEndpointAuthMethod']): string => METHODS[method];
