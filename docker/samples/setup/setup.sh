#!/bin/sh
# Stands in for a platform: makes a signing key, has the operator's client register it as a trusted issuer, and writes
# the token that the workload will find as a file. Needs curl, openssl and xxd.
#
# LIGHTWAVE_SERVER, LIGHTWAVE_CA, TENANT   as for the workload
# BOOTSTRAP_SECRET_FILE                    the bootstrap client's secret (/run/secrets/bootstrap-secret)
# OUT                                      the folder for the files `payments` and `billing-secret`
set -eu
secret=$(cat "${BOOTSTRAP_SECRET_FILE:-/run/secrets/bootstrap-secret}")
system=$LIGHTWAVE_SERVER/t/${SYSTEM_TENANT:-lightwave.local}
issuer=https://cluster.example
[ ! -s "$OUT/payments" ] || exit 0

until curl -sf -o /dev/null --cacert "$LIGHTWAVE_CA" "$system/oauth2/jwks"; do sleep 1; done

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out /tmp/cluster.pem 2>/dev/null
modulus=$(openssl rsa -in /tmp/cluster.pem -noout -modulus | sed 's/Modulus=//' | xxd -r -p | base64url)
jwks="{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"cluster-1\",\"e\":\"AQAB\",\"n\":\"$modulus\"}]}"

token=$(curl -sS --fail --cacert "$LIGHTWAVE_CA" -u "bootstrap:$secret" "$system/oauth2/token" \
  -d grant_type=client_credentials | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p')
api() {
  curl -sS --fail-with-body --cacert "$LIGHTWAVE_CA" -H "Authorization: Bearer $token" \
    -H 'Content-Type: application/json' "$LIGHTWAVE_SERVER/api/v1/tenants$1" -d "$2"
}
api '' "{\"name\":\"$TENANT\"}" >/dev/null
api "/$TENANT/trusted-issuers" "{\"issuer\":\"$issuer\",\"kind\":\"kubernetes\",\"jwks\":$jwks}" >/dev/null
api "/$TENANT/workloads" "{\"name\":\"payments\",\"audiences\":[\"billing\"],\"rules\":[{\"issuer\":\"$issuer\",
  \"claims\":{\"sub\":\"system:serviceaccount:shop:payments\"}}]}" >/dev/null
api "/$TENANT/clients" '{"clientId":"billing","grantTypes":["client_credentials"],
  "tokenEndpointAuthMethod":"client_secret_basic"}' \
  | sed -n 's/.*"clientSecret" *: *"\([^"]*\)".*/\1/p' >"$OUT/billing-secret"

now=$(date +%s)
header=$(printf '{"alg":"RS256","kid":"cluster-1","typ":"JWT"}' | base64url)
claims=$(printf '{"iss":"%s","sub":"system:serviceaccount:shop:payments","aud":["%s"],"jti":"%s","iat":%d,"nbf":%d,
  "exp":%d,"kubernetes.io":{"namespace":"shop","pod":{"name":"payments-0","uid":"0b7f0f57-3a4b-4d3f-8d2c-4f1c9a8e7b22"},
  "serviceaccount":{"name":"payments","uid":"c1d2e3f4-1111-4222-8333-944455556666"}}}' \
  "$issuer" "$LIGHTWAVE_SERVER/t/$TENANT" "$(openssl rand -hex 16)" "$now" "$now" $((now + 3600)) | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign /tmp/cluster.pem | base64url)
printf '%s.%s.%s' "$header" "$claims" "$signature" >"$OUT/payments.new"
mv "$OUT/payments.new" "$OUT/payments"
echo "tenant $TENANT is ready, the token of payments is written"
