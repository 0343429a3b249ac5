package io.lightwave.token.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUriTest {

    @Nested
    @DisplayName("Registration (RFC 6749 §3.1.2)")
    class Registration {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://app.example/callback",
                    "https://app.example:8443/cb?x=1",
                    "http://127.0.0.1/cb",
                    "http://127.0.0.1:5000/cb",
                    "http://[::1]/cb",
                    "http://localhost:3000/cb"
                })
        void takes_absolute_https_and_http_on_loopback(String uri) {
            assertThat(new RedirectUri(uri).accepts(uri)).isTrue();
            assertThat(new RedirectUri(uri).isPrivateUse()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "com.example.app:/cb",
                    "com.example.app://cb",
                    "com.example.app://login_done/cb?x=1",
                    "cursor://anysphere.cursor-retrieval/oauth/user-anysphere.user-mcp/oauth/callback"
                })
        void takes_private_use_schemes(String uri) {
            assertThat(new RedirectUri(uri).isPrivateUse()).isTrue();
            assertThat(new RedirectUri(uri).accepts(uri)).isTrue();
            assertThat(new RedirectUri(uri).accepts(uri.replace(":/", "://"))).isFalse();
            assertThat(new RedirectUri(uri).origin()).isEmpty();
        }

        @Test
        @DisplayName("RFC 8252 §8.4 and knows which schemes are made of no domain's name")
        void knows_which_schemes_are_made_of_no_domain_s_name() {
            assertThat(new RedirectUri("cursor://cb").schemeOfNoDomain()).hasValue("cursor");
            assertThat(new RedirectUri("com.example.app://cb").schemeOfNoDomain())
                    .isEmpty();
            assertThat(new RedirectUri("https://app.example/cb").schemeOfNoDomain())
                    .isEmpty();
            assertThat(new RedirectUri("http://localhost/cb").schemeOfNoDomain())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "/callback",
                    "//app.example/cb",
                    "app.example/cb",
                    "http://app.example/cb",
                    "http://127.0.0.1.evil.example/cb",
                    "http://localhost.evil.example/cb",
                    "https://*.app.example/cb",
                    "https://app.example/*",
                    "https://app.example/cb#x",
                    "https://app.example/cb#",
                    "https://user@app.example/cb",
                    "https://127.0.0.1:80@evil.example/",
                    "https://app.example/a/../cb",
                    "https://app.example/./cb",
                    "https://app.example\\@evil.example/",
                    "https://app.example/c b",
                    "https:app.example",
                    "https:///cb",
                    "javascript:alert(1)",
                    "JAVASCRIPT:alert(1)",
                    "data:text/html,x",
                    "javascript:/x/;alert(1)",
                    "javascript://app.example/%0aalert(1)",
                    "data:/text/html,x",
                    "vbscript:/x",
                    "intent://cb",
                    "mailto:/x",
                    "file:/etc/passwd",
                    "Custom-scheme://cb",
                    "custom-scheme:cb",
                    "custom-scheme:///cb",
                    "custom-scheme://cb#x",
                    "custom-scheme://*",
                    "com.example.app:cb",
                    "com.example.app:///cb",
                    "com.example.app://user@cb",
                    "com.example.app://us_er@c_b",
                    "com.example.app:/a/../cb",
                    "com.example.app://",
                    "https:/cb",
                    "http:/cb",
                    "file:///etc/passwd",
                    "https://app.example/%",
                    "https://äpp.example/cb"
                })
        void refuses_everything_else(String uri) {
            assertThatThrownBy(() -> new RedirectUri(uri)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    @DisplayName("Comparison (threats row 2)")
    class Comparison {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://app.example/cb/",
                    "https://app.example/CB",
                    "HTTPS://app.example/cb",
                    "https://APP.example/cb",
                    "https://app.example:443/cb",
                    "https://app.example:8443/cb",
                    "https://app.example/cb?",
                    "https://app.example/cb?x=1",
                    "https://app.example/cb#",
                    "https://app.example/%63b",
                    "https://app.example/x/../cb",
                    "https://app.example/x/..;/cb",
                    "https://app.example//cb",
                    "https://app.example./cb",
                    "https://app.example.evil.example/cb",
                    "https://app.example@evil.example/cb",
                    "https://evil.example/cb",
                    "http://app.example/cb",
                    " https://app.example/cb",
                    "https://app.example/cb ",
                    "https://app.example/cb\u0000",
                    ""
                })
        void is_letter_by_letter(String presented) {
            assertThat(new RedirectUri("https://app.example/cb").accepts(presented))
                    .isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://127.0.0.1/cb", "http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb"})
        void lets_a_native_application_choose_its_port_on_the_loopback_address(String presented) {
            assertThat(new RedirectUri("http://127.0.0.1:5000/cb").accepts(presented))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://127.0.0.1:5000/",
                    "http://127.0.0.1:5000/cb?x",
                    "http://127.0.0.1:/cb",
                    "http://127.0.0.1:0/cb",
                    "http://127.0.0.1:123456/cb",
                    "http://127.0.0.1:5000@evil.example/cb",
                    "http://127.0.0.1.evil.example/cb",
                    "http://127.0.0.1:80.evil.example/cb",
                    "http://127.0.0.2/cb",
                    "http://[::1]/cb",
                    "http://localhost/cb",
                    "https://127.0.0.1/cb"
                })
        void lets_nothing_but_the_port_differ(String presented) {
            assertThat(new RedirectUri("http://127.0.0.1:5000/cb").accepts(presented))
                    .isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"http://localhost/cb", "http://localhost:1/cb", "http://localhost:53076/cb"})
        void lets_a_native_application_choose_its_port_on_localhost(String presented) {
            assertThat(new RedirectUri("http://localhost/cb").accepts(presented))
                    .isTrue();
            assertThat(new RedirectUri("http://localhost:3000/cb").accepts(presented))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://localhost:3000/",
                    "http://localhost:0/cb",
                    "http://LOCALHOST:3000/cb",
                    "http://localhost.:3000/cb",
                    "http://localhost:3000.evil.example/cb",
                    "http://localhost:3000@evil.example/cb",
                    "http://localhost.evil.example/cb",
                    "http://127.0.0.1:3000/cb",
                    "https://localhost:3000/cb"
                })
        void lets_nothing_else_differ_there(String presented) {
            assertThat(new RedirectUri("http://localhost:3000/cb").accepts(presented))
                    .isFalse();
        }
    }
}
