package io.lightwave.token.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The account page of acme.example in one browser.
public final class AccountPage {
    public static final String PATH = "/t/acme.example/account";
    public static final String COOKIE = "__Host-session-acme.example";

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]*)\"");

    private AccountPage() {}

    /// Signs in on the way to the page.
    public static Browser signIn(Browser browser, String userName) {
        Answer page = browser.follow(browser.get(PATH));
        Answer done = browser.submit(page.form().with("username", userName).with("password", Acme.PASSWORD));
        assertThat(done.location()).isEqualTo(URI.create(Browser.PUBLIC_URL + PATH));
        assertThat(browser.cookies()).containsKey(COOKIE);
        return browser;
    }

    /// What the forms of the page carry, the one for signing out excepted, which is the last.
    public static String csrf(Browser browser) {
        var first = CSRF.matcher(browser.get(PATH).body());
        return first.find() ? first.group(1) : "";
    }

    /// A form of the page, whose token stands in every one of them.
    public static Answer send(Browser browser, String form, Map<String, String> fields) {
        var all = new LinkedHashMap<String, String>();
        all.put("csrf", csrf(browser));
        all.putAll(fields);
        return browser.submit(new Form(URI.create(Browser.PUBLIC_URL + PATH + "/" + form), all));
    }
}
