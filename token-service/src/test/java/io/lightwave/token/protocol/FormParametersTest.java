package io.lightwave.token.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.ErrorResponseException;

class FormParametersTest {

    @Nested
    @DisplayName("RFC 6749 §3.2")
    class Parameters {

        @Test
        void are_decoded_as_forms_are() {
            var form = FormParameters.parse("a=x+y%2B%C3%BC&b=&c&d=1=2".getBytes(UTF_8));
            assertThat(form.find("a")).hasValue("x y+ü");
            assertThat(form.find("b")).as("without a value counts as not sent").isEmpty();
            assertThat(form.find("c")).isEmpty();
            assertThat(form.find("d")).hasValue("1=2");
        }

        @ParameterizedTest
        @ValueSource(strings = {"a=1&a=1", "a=1&b=2&a=", "a=&a=1", "a=1&%61=2", "client_id=a&client_id=b"})
        void must_not_be_repeated(String body) {
            refused(body);
        }

        @Test
        void resource_and_audience_may_be_repeated() {
            var form = FormParameters.parse("resource=a&resource=b&audience=c".getBytes(UTF_8));
            assertThat(form.all("resource")).containsExactly("a", "b");
            assertThat(form.all("audience")).containsExactly("c");
            assertThat(form.all("scope")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%C3", "a=%00", "a=x%0Ay", "a=%7F", "a=%FF%FE", "a=%+1"})
        void that_do_not_decode_or_have_control_characters_are_refused(String body) {
            refused(body);
        }

        @Test
        void too_many_or_too_long_ones_are_refused() {
            var many = new StringBuilder();
            for (int i = 0; i < 65; i++) {
                many.append("p").append(i).append("=1&");
            }
            refused(many.toString());
            refused("a=" + "x".repeat(64 * 1024 + 1));
            assertThat(FormParameters.parse(("a=" + "x".repeat(64 * 1024)).getBytes(UTF_8))
                            .find("a"))
                    .isPresent();
        }

        private void refused(String body) {
            assertThatThrownBy(() -> FormParameters.parse(body.getBytes(ISO_8859_1)))
                    .isInstanceOf(MalformedRequestException.class);
        }
    }

    @Nested
    @DisplayName("The body")
    class Body {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json",
                    "text/plain",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencodedx",
                    "text/plain;application/x-www-form-urlencoded",
                    ";",
                    ""
                })
        void of_another_type_is_refused(String type) {
            assertThatThrownBy(() -> FormParameters.read(request(type, "a=1")))
                    .isInstanceOf(MalformedRequestException.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/x-www-form-urlencoded",
                    "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
                    "application/x-www-form-urlencoded;charset=\"utf-8\"",
                    "application/x-www-form-urlencoded ; charset=utf-8;",
                    "application/x-www-form-urlencoded; charset=ISO-8859-1"
                })
        void is_a_form_in_utf8_whatever_charset_it_names(String type) throws Exception {
            assertThat(FormParameters.read(request(type, "a=%C3%BC")).find("a")).hasValue("ü");
            assertThatThrownBy(() -> FormParameters.read(request(type, "a=%FC")))
                    .isInstanceOf(MalformedRequestException.class);
        }

        @Test
        void over_a_megabyte_is_413_whether_it_says_so_or_not() {
            var honest = request("application/x-www-form-urlencoded", "a=" + "x".repeat(1024 * 1024));
            var silent = new MockHttpServletRequest("POST", "/") {
                @Override
                public long getContentLengthLong() {
                    return -1;
                }
            };
            silent.setContentType("application/x-www-form-urlencoded");
            silent.setContent(new byte[1024 * 1024 + 1]);
            for (var request : new MockHttpServletRequest[] {honest, silent}) {
                assertThatThrownBy(() -> FormParameters.read(request))
                        .isInstanceOfSatisfying(
                                ErrorResponseException.class,
                                e -> assertThat(e.getStatusCode().value()).isEqualTo(413));
            }
        }

        @Test
        void is_read_and_the_query_is_not() throws Exception {
            var request = request("application/x-www-form-urlencoded", "a=1");
            request.setQueryString("client_secret=s");
            request.setParameter("client_secret", "s");
            assertThat(FormParameters.read(request).find("client_secret")).isEmpty();
        }

        private MockHttpServletRequest request(String type, String body) {
            var request = new MockHttpServletRequest("POST", "/");
            request.setContentType(type);
            request.setContent(body.getBytes(UTF_8));
            return request;
        }
    }

    @Test
    void prints_names_and_never_values() {
        assertThat(FormParameters.parse("client_secret=canary".getBytes(UTF_8)).toString())
                .contains("client_secret")
                .doesNotContain("canary");
    }
}
