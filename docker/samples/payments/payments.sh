#!/bin/sh
# A workload with no secret in its image: it shows the token that its platform gave it, and gets an identity.
#
# LIGHTWAVE_SERVER  the server, for instance https://localhost:8443
# LIGHTWAVE_CA      the server's trust anchor (PEM)
# TENANT            the tenant's name
# EVIDENCE          the file with the platform's token (a Kubernetes projected token)
# BILLING           the address of the service to call
# OUT               a folder for key, certificate chain and token
set -eu
issuer=$LIGHTWAVE_SERVER/t/$TENANT
mkdir -p "$OUT"
umask 077

# 1. One request: an access token for the billing service.
curl -sS --fail-with-body --cacert "$LIGHTWAVE_CA" "$issuer/oauth2/token" \
  -d grant_type=client_credentials -d resource=billing \
  -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
  --data-urlencode "client_assertion@$EVIDENCE" >"$OUT/token.json" || {
  echo "token refused: $(cat "$OUT/token.json")"
  exit 1
}
sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p' "$OUT/token.json" >"$OUT/token"
echo "token fetched"

# 2. A second one: a certificate for a key that never leaves this container.
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$OUT/key.pem" -subj / \
  -out "$OUT/request.pem" 2>/dev/null
curl -sS --fail-with-body --cacert "$LIGHTWAVE_CA" "$issuer/ca/certificates" \
  -H "Authorization: Bearer $(cat "$EVIDENCE")" -H 'Content-Type: application/pkcs10' \
  --data-binary "@$OUT/request.pem" >"$OUT/chain.pem" || {
  echo "certificate refused: $(cat "$OUT/chain.pem")"
  exit 1
}
curl -sS --fail --cacert "$LIGHTWAVE_CA" "$issuer/ca/root.pem" >"$OUT/root.pem"
openssl verify -CAfile "$OUT/root.pem" -untrusted "$OUT/chain.pem" "$OUT/chain.pem" >/dev/null
echo "certificate fetched: $(openssl x509 -in "$OUT/chain.pem" -noout -ext subjectAltName | sed -n 's/^ *//;$p')"

# 3. Use it.
curl -sS "$BILLING/charge" -H "Authorization: Bearer $(cat "$OUT/token")"
