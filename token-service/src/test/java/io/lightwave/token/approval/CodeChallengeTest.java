package io.lightwave.token.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7636")
class CodeChallengeTest {
    final CodeChallenge challenge = new CodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

    @Test
    void appendix_b_holds() {
        assertThat(challenge.isMetBy("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isTrue();
    }

    @Test
    void the_challenge_is_not_its_own_verifier() {
        assertThat(challenge.isMetBy(challenge.value())).isFalse();
    }

    @Test
    void a_verifier_has_43_to_128_unreserved_characters() {
        assertThat(CodeChallengeTest.of("short").isMetBy("short")).isFalse();
        assertThat(CodeChallengeTest.of("x".repeat(43)).isMetBy("x".repeat(43))).isTrue();
        assertThat(CodeChallengeTest.of("x".repeat(128)).isMetBy("x".repeat(128)))
                .isTrue();
        assertThat(CodeChallengeTest.of("x".repeat(129)).isMetBy("x".repeat(129)))
                .isFalse();
        assertThat(CodeChallengeTest.of("+".repeat(43)).isMetBy("+".repeat(43))).isFalse();
    }

    @Test
    void what_is_no_sha_256_is_no_challenge() {
        for (String bad : new String[] {"", "x", "x".repeat(42), "x".repeat(44), "=".repeat(43)}) {
            assertThatThrownBy(() -> new CodeChallenge(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    static CodeChallenge of(String verifier) {
        return new CodeChallenge(io.lightwave.token.browser.Acme.challenge(verifier));
    }
}
