package io.lightwave.token.browser;

import io.lightwave.token.browser.Browser.Answer;
import io.lightwave.token.browser.Browser.Form;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The form of a page that a script fills in.
public final class PasskeyForm {
    private static final Pattern OPTIONS = Pattern.compile("data-options=\"([^\"]*)\"");

    private PasskeyForm() {}

    /// As it stands on the page.
    public static Form of(Answer page) {
        return page.form("passkey-form");
    }

    /// What the page tells the browser, or gives it when it asks.
    public static JsonNode options(Acme acme, Browser browser, Answer page) {
        var given = OPTIONS.matcher(page.body());
        if (given.find()) {
            return acme.json(given.group(1).replace("&quot;", "\"").replace("&amp;", "&"));
        }
        Form form = of(page);
        Answer options = browser.submit(new Form(URI.create(form.action() + "/options"), form.fields()));
        if (options.status() != 200) {
            throw new AssertionError(options.toString());
        }
        return acme.json(options.body());
    }

    /// The form with what the script puts there.
    public static Form with(Answer page, Map<String, String> fields) {
        Form form = of(page);
        var all = new LinkedHashMap<>(form.fields());
        all.putAll(fields);
        return new Form(form.action(), all);
    }
}
