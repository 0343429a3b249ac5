/// Passkeys (WebAuthn Level 3): their registration, and the proof that somebody holds one. Every tenant is a relying
/// party of its own, named by its issuer's host; what an authenticator says counts only together with a challenge that
/// was made here, for that one form of that one browser, and is used up by it.
@NullMarked
package io.lightwave.token.passkey;

import org.jspecify.annotations.NullMarked;
