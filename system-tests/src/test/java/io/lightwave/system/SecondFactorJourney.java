package io.lightwave.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// One-time codes as oathtool makes them, for somebody who enrols on the account page.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondFactorJourney {
    private static final String PASSWORD = "correct horse battery";

    private final Acme acme = Acme.shared();
    private final Map<String, String> cookies = new TreeMap<>();
    private Acme.TenantOfTest clinic;

    @BeforeAll
    void the_operator_prepares() {
        clinic = acme.tenant("clinic.example");
        clinic.person("grace", PASSWORD, Map.of());
    }

    private static String oathtool(String secret, Instant at) {
        return Shell.run("oathtool", "--totp", "-b", "--now", "@" + at.getEpochSecond(), secret)
                .orThrow()
                .strip();
    }

    private Http.Answer keep(Http.Answer answer) {
        answer.response().headers().allValues("Set-Cookie").forEach(set -> {
            String name = set.substring(0, set.indexOf('='));
            cookies.put(name, set.substring(name.length() + 1, set.indexOf(';')));
        });
        return answer;
    }

    private String[] headers() {
        return new String[] {
            "Cookie",
            cookies.entrySet().stream()
                    .filter(cookie -> !cookie.getValue().isEmpty())
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                    .collect(Collectors.joining("; "))
        };
    }

    private Http.Answer get(String below) {
        return keep(acme.http.get(clinic.path(below), headers()));
    }

    /// Sends a form with the hidden fields of the page it stands on.
    private Http.Answer submit(Http.Answer page, String below, Map<String, String> typed) {
        var fields = new HashMap<String, String>();
        Matcher hidden = Pattern.compile("<input type=\"hidden\" name=\"(csrf|request|step|page)\" value=\"([^\"]*)\"")
                .matcher(page.body());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), hidden.group(2));
        }
        fields.putAll(typed);
        return keep(acme.http.form(clinic.path(below), fields, headers()));
    }

    private Http.Answer password() {
        return submit(
                get("/login?account"),
                "/login",
                Map.of("username", "grace", "password", PASSWORD, "request", "account"));
    }

    @Test
    void oathtool_s_codes_confirm_the_authenticator_and_sign_in_once_each() {
        assertThat(password().status()).isEqualTo(303);
        Http.Answer setUp = submit(get("/account"), "/account/codes", Map.of("password", PASSWORD));
        Matcher secret = Pattern.compile("id=\"totp-secret\">([A-Z2-7]{32})<").matcher(setUp.body());
        assertThat(secret.find()).as(setUp.body()).isTrue();
        Instant now = Instant.now();
        assertThat(submit(setUp, "/account/codes/confirm", Map.of("code", oathtool(secret.group(1), now)))
                        .body())
                .contains("recovery-codes");
        cookies.clear();
        Http.Answer asked = password();
        assertThat(asked.body()).contains("code-form");
        assertThat(submit(asked, "/login/code", Map.of("code", oathtool(secret.group(1), now)))
                        .status())
                .as("used to confirm")
                .isEqualTo(403);
        Http.Answer in = submit(
                asked,
                "/login/code",
                Map.of("code", oathtool(secret.group(1), Instant.now().plusSeconds(30))));
        assertThat(in.status()).as(in.body()).isEqualTo(303);
        assertThat(get("/account").body()).contains("remove-codes-form");
    }
}
