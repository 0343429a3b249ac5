// Signs a person in with other people's relying parties, by every way they know. Ends with 0 when all held.
import assert from "node:assert/strict";
import * as jose from "jose";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Browser, formOf } from "./browser.mjs";

const { ISSUER, USER_NAME, USER_PASSWORD, SHOP_SECRET, BOUND_SECRET, FRONT_SECRET, GATEWAY_SECRET, REGISTRAR_SECRET, PAYER_SECRET, SIGNER_KEY } =
  process.env;
const issuer = new URL(ISSUER);
const REDIRECT_URI = "https://rp.example/callback";
const SIGNED_OUT = "https://rp.example/signed-out";
const signingKey = await jose.importJWK(JSON.parse(SIGNER_KEY), "ES256");
const SIGNER = { key: signingKey, kid: "signer-1" };

const shop = (authentication = client.ClientSecretBasic(SHOP_SECRET)) =>
  client.discovery(issuer, "shop", { client_secret: SHOP_SECRET }, authentication);
const confidential = (name, secret) => client.discovery(issuer, name, {}, client.ClientSecretBasic(secret));
const signer = () => client.discovery(issuer, "signer", {}, client.PrivateKeyJwt(SIGNER));

async function signedIn(browser, url) {
  const arrived = await browser.go(url);
  return arrived.page?.includes('id="sign-in-form"')
    ? browser.submit(arrived, { username: USER_NAME, password: USER_PASSWORD })
    : arrived;
}

async function secrets() {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  return {
    checks: { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce(), idTokenExpected: true },
    challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
  };
}

function request({ checks, challenge }, more = {}) {
  return {
    redirect_uri: REDIRECT_URI,
    scope: "openid profile email address phone",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...more,
  };
}

const jkt = async token => jose.decodeJwt(token).cnf.jkt;

/** Whether a resource refused the token by that error. */
const refusal = error => thrown => {
  assert.equal(thrown.cause?.[0]?.parameters?.error ?? thrown.error, error);
  return true;
};

const steps = {
  async "openid-client: code with PKCE, userinfo, refresh, introspection, revocation"() {
    const config = await shop();
    const mine = await secrets();
    const answer = await signedIn(new Browser(ISSUER), client.buildAuthorizationUrl(config, request(mine)));
    const tokens = await client.authorizationCodeGrant(config, answer.url, mine.checks);
    const { sub } = tokens.claims();
    const person = await client.fetchUserInfo(config, tokens.access_token, sub);
    assert.equal(person.preferred_username, USER_NAME);
    assert.equal(person.email, `${USER_NAME}@shop.example`);
    assert.equal(person.address.locality, "London");
    assert.equal(tokens.claims().email, undefined);
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal((await client.tokenIntrospection(config, fresh.access_token)).active, true);
    await client.tokenRevocation(config, tokens.refresh_token);
    assert.equal((await client.tokenIntrospection(config, fresh.access_token)).active, false);
  },

  async "openid-client: rich authorization requests, pushed, narrowed by the refresh token"() {
    const config = await confidential("payer", PAYER_SECRET);
    const mine = await secrets();
    const payment = { type: "payment", actions: ["initiate", "status"], amount: { value: "12.50", currency: "EUR" } };
    const authorization_details = JSON.stringify([payment]);
    const parameters = request(mine, { scope: "openid", authorization_details });
    const browser = new Browser(ISSUER);
    const consent = await signedIn(browser, await client.buildAuthorizationUrlWithPAR(config, parameters));
    assert.match(consent.page, /A payment/);
    assert.match(consent.page, /12\.50/);
    const answer = await browser.submit(consent, { decision: "allow" });
    const tokens = await client.authorizationCodeGrant(config, answer.url, mine.checks);
    assert.deepEqual(tokens.authorization_details, [payment]);
    assert.deepEqual(jose.decodeJwt(tokens.access_token).authorization_details, [payment]);
    const less = [{ ...payment, actions: ["status"] }];
    const narrowed = await client.refreshTokenGrant(config, tokens.refresh_token, { authorization_details: JSON.stringify(less) });
    assert.deepEqual(narrowed.authorization_details, less);
    const more = JSON.stringify([{ ...payment, amount: { value: "99.00", currency: "EUR" } }]);
    await assert.rejects(
      client.refreshTokenGrant(config, tokens.refresh_token, { authorization_details: more }),
      refusal("invalid_authorization_details"),
    );
  },

  async "openid-client: the claims parameter and max_age"() {
    const config = await shop();
    const mine = await secrets();
    const claims = JSON.stringify({ id_token: { email: { essential: true } } });
    const url = client.buildAuthorizationUrl(config, request(mine, { scope: "openid", claims, max_age: "600" }));
    const answer = await signedIn(new Browser(ISSUER), url);
    const tokens = await client.authorizationCodeGrant(config, answer.url, { ...mine.checks, maxAge: 600 });
    assert.equal(tokens.claims().email, `${USER_NAME}@shop.example`);
  },

  async "openid-client: pushed authorization requests"() {
    const config = await shop();
    const mine = await secrets();
    const url = await client.buildAuthorizationUrlWithPAR(config, request(mine));
    assert.match(url.searchParams.get("request_uri"), /^urn:ietf:params:oauth:request_uri:/);
    assert.equal(url.searchParams.get("scope"), null);
    const browser = new Browser(ISSUER);
    const answer = await signedIn(browser, url);
    await client.authorizationCodeGrant(config, answer.url, mine.checks);
    assert.equal((await browser.go(url)).status, 400);
  },

  async "openid-client: signed requests, pushed and in the address, by a client that must sign them"() {
    const config = await signer();
    for (const pushed of [false, true]) {
      const mine = await secrets();
      let url = await client.buildAuthorizationUrlWithJAR(config, request(mine), SIGNER, {
        [client.modifyAssertion]: (_, claims) => {
          claims.nbf ??= claims.iat;
        },
      });
      if (pushed) {
        url = await client.buildAuthorizationUrlWithPAR(config, url.searchParams);
      }
      const answer = await signedIn(new Browser(ISSUER), url);
      const tokens = await client.authorizationCodeGrant(config, answer.url, mine.checks);
      assert.equal(tokens.claims().aud, "signer");
    }
  },

  async "openid-client: signed answers"() {
    const config = await shop();
    client.useJwtResponseMode(config);
    const mine = await secrets();
    const url = client.buildAuthorizationUrl(config, request(mine));
    assert.equal(url.searchParams.get("response_mode"), "jwt");
    const answer = await signedIn(new Browser(ISSUER), url);
    assert.deepEqual([...answer.url.searchParams.keys()], ["response"]);
    await client.authorizationCodeGrant(config, answer.url, mine.checks);
  },

  async "openid-client: the answer in the fragment and by a form"() {
    const config = await shop();
    const browser = new Browser(ISSUER);
    const first = await secrets();
    const answer = await signedIn(
      browser,
      client.buildAuthorizationUrl(config, request(first, { response_mode: "fragment" })),
    );
    const inQuery = new URL(REDIRECT_URI);
    inQuery.search = answer.url.hash.slice(1);
    await client.authorizationCodeGrant(config, inQuery, first.checks);

    const second = await secrets();
    const page = await browser.go(client.buildAuthorizationUrl(config, request(second, { response_mode: "form_post" })));
    const form = formOf(page.page);
    const posted = new Request(form.action, { method: "POST", body: new URLSearchParams(form.fields) });
    await client.authorizationCodeGrant(config, posted, second.checks);
  },

  async "openid-client: signing out with the ID token ends the session and leads back"() {
    const config = await shop();
    const browser = new Browser(ISSUER);
    const mine = await secrets();
    const answer = await signedIn(browser, client.buildAuthorizationUrl(config, request(mine)));
    const tokens = await client.authorizationCodeGrant(config, answer.url, mine.checks);
    const out = await browser.go(
      client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: SIGNED_OUT,
        id_token_hint: tokens.id_token,
        state: "bye",
      }),
    );
    assert.equal(out.url.href, `${SIGNED_OUT}?state=bye`);
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, false);
    const silent = await browser.go(client.buildAuthorizationUrl(config, request(await secrets(), { prompt: "none" })));
    assert.equal(silent.url.searchParams.get("error"), "login_required");
  },

  async "openid-client: DPoP, with the request pushed, refreshed, and of no use to whoever has no key"() {
    const config = await confidential("bound", BOUND_SECRET);
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    const mine = await secrets();
    const url = await client.buildAuthorizationUrlWithPAR(config, request(mine, { scope: "openid email" }), { DPoP });
    const answer = await signedIn(new Browser(ISSUER), url);
    const tokens = await client.authorizationCodeGrant(config, answer.url, mine.checks, undefined, { DPoP });
    assert.equal(tokens.token_type, "dpop");
    const { sub } = tokens.claims();
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP })).email, `${USER_NAME}@shop.example`);
    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
    await client.fetchUserInfo(config, fresh.access_token, sub, { DPoP });
    const introspected = await client.tokenIntrospection(config, fresh.access_token);
    assert.equal(introspected.cnf.jkt, await jkt(fresh.access_token));

    await assert.rejects(client.fetchUserInfo(config, fresh.access_token, sub), refusal("invalid_token"));
    const thief = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    await assert.rejects(client.fetchUserInfo(config, fresh.access_token, sub, { DPoP: thief }), refusal("invalid_token"));
    await assert.rejects(client.refreshTokenGrant(config, fresh.refresh_token ?? tokens.refresh_token), error => {
      assert.equal(error.error, "invalid_request");
      return true;
    });
  },

  async "openid-client: a device without a browser"() {
    const config = await client.discovery(issuer, "tv", {}, client.None());
    const device = await client.initiateDeviceAuthorization(config, { scope: "openid email" });
    const browser = new Browser(ISSUER);
    const typed = await signedIn(browser, device.verification_uri_complete);
    const asked = typed.page.includes('name="decision"') ? typed : await browser.submit(typed);
    assert.ok(asked.page.includes(device.user_code), asked.page);
    const answered = await browser.submit(asked, { decision: "allow" });
    assert.equal(answered.status, 200);
    const tokens = await client.pollDeviceAuthorizationGrant(config, device);
    const { sub } = tokens.claims();
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).email, `${USER_NAME}@shop.example`);
  },

  async "openid-client: client credentials for a service, which exchanges the token for the next"() {
    const front = await confidential("front", FRONT_SECRET);
    const gateway = await confidential("gateway", GATEWAY_SECRET);
    const first = await client.clientCredentialsGrant(front, { resource: "gateway" });
    const second = await client.genericGrantRequest(gateway, "urn:ietf:params:oauth:grant-type:token-exchange", {
      subject_token: first.access_token,
      subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
      resource: "stock",
    });
    assert.equal(jose.decodeJwt(second.access_token).sub, "front");
    assert.equal(jose.decodeJwt(second.access_token).aud, "stock");
    const keys = jose.createRemoteJWKSet(new URL(front.serverMetadata().jwks_uri));
    await jose.jwtVerify(second.access_token, keys, { issuer: ISSUER, audience: "stock", typ: "at+jwt" });
  },

  async "openid-client: registers itself, and signs a person in"() {
    const registrar = await confidential("registrar", REGISTRAR_SECRET);
    const { access_token } = await client.clientCredentialsGrant(registrar, { scope: "client.register" });
    const metadata = {
      redirect_uris: [REDIRECT_URI],
      client_name: "A shop of its own making",
      token_endpoint_auth_method: "client_secret_post",
    };
    const config = await client.dynamicClientRegistration(issuer, metadata, undefined, { initialAccessToken: access_token });
    const mine = await secrets();
    const browser = new Browser(ISSUER);
    let answer = await signedIn(browser, client.buildAuthorizationUrl(config, request(mine, { scope: "openid" })));
    if (answer.page) {
      assert.ok(answer.page.includes("A shop of its own making"), answer.page);
      answer = await browser.submit(answer, { decision: "allow" });
    }
    const tokens = await client.authorizationCodeGrant(config, answer.url, mine.checks);
    assert.equal(tokens.claims().aud, config.clientMetadata().client_id);
  },

  async "oauth4webapi: discovery, PAR, code with PKCE, ID token, userinfo"() {
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
    const me = { client_id: "shop" };
    const authentication = oauth.ClientSecretBasic(SHOP_SECRET);
    const mine = await secrets();
    const parameters = new URLSearchParams({ client_id: "shop", response_type: "code", ...request(mine) });
    const pushed = await oauth.processPushedAuthorizationResponse(
      as,
      me,
      await oauth.pushedAuthorizationRequest(as, me, authentication, parameters),
    );
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({ client_id: "shop", request_uri: pushed.request_uri }).toString();
    const answer = await signedIn(new Browser(ISSUER), url);
    const callback = oauth.validateAuthResponse(as, me, answer.url, mine.checks.expectedState);
    const tokens = await oauth.processAuthorizationCodeResponse(
      as,
      me,
      await oauth.authorizationCodeGrantRequest(
        as,
        me,
        authentication,
        callback,
        REDIRECT_URI,
        mine.checks.pkceCodeVerifier,
      ),
      { expectedNonce: mine.checks.expectedNonce, requireIdToken: true },
    );
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);
    await oauth.processUserInfoResponse(as, me, sub, await oauth.userInfoRequest(as, me, tokens.access_token));
  },

  async "oauth4webapi: signed answers, errors among them"() {
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));
    const me = { client_id: "shop" };
    const mine = await secrets();
    const url = new URL(as.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: "shop",
      response_type: "code",
      ...request(mine, { response_mode: "query.jwt", prompt: "none" }),
    }).toString();
    const answer = await new Browser(ISSUER).go(url);
    await assert.rejects(
      oauth.validateJwtAuthResponse(as, me, answer.url, mine.checks.expectedState),
      error => error instanceof oauth.AuthorizationResponseError && error.error === "login_required",
    );
  },
};

let failed = 0;
for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAIL ${name}`);
    console.log(error, error?.cause ?? "");
  }
}
process.exit(failed === 0 ? 0 : 1);
