-- Sessions, and what people approved, with the codes and refresh tokens of that.
DELETE FROM approval;
DELETE FROM session;
DELETE FROM console_session;
DELETE FROM device_authorization;
DELETE FROM reference_token;

-- What counts once.
DELETE FROM kept_request;
DELETE FROM password_link;
DELETE FROM registration_link;
DELETE FROM email_code;
DELETE FROM sign_in_step;
DELETE FROM passkey_challenge;
DELETE FROM recovery_code;
DELETE FROM totp_proposal;
DELETE FROM certificate_errand;
DELETE FROM saml_artifact;
DELETE FROM saml_logout;
DELETE FROM upstream_request;
DELETE FROM upstream_logout;

-- One-time codes of now may have been used (RFC 6238 §5.2).
UPDATE totp SET last_step = greatest(last_step, (extract(epoch FROM clock_timestamp()) / 30)::bigint + 1);
