package io.lightwave.token.page;

import static java.util.Map.entry;

import io.lightwave.directory.Origin;
import io.lightwave.directory.Tenant;
import io.lightwave.token.appearance.Appearances;
import io.lightwave.token.appearance.Look;
import io.lightwave.token.language.Catalogue;
import io.lightwave.token.language.Languages;
import io.lightwave.token.language.Text;
import io.lightwave.token.language.Words;
import io.lightwave.token.protocol.WebOrigin;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/// Turns a [Page] into an answer.
public final class Pages {
    static final String FOLDER = "io/lightwave/token/page/";
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    /// Or used before, or throttled: all look alike.
    private static final Text WRONG_CODE = Text.of("set-up-codes.wrong");

    private static final Text WRONG_PROOF = Text.of("enter-code.wrong");

    /// In seconds: a full queue of passwords is checked in less.
    private static final String RETRY_AFTER = "5";

    /// The id that a page shows which refuses something.
    private static final ScopedValue<String> REFERENCE = ScopedValue.newInstance();

    private final ITemplateEngine templates = engine();

    private final Appearances appearances;

    Pages(Appearances appearances) {
        this.appearances = appearances;
    }

    /// A page that refuses something shows the request's id, by which whoever runs the tenant finds out why.
    public ResponseEntity<String> show(Page page, Origin origin) {
        return page.status().isError() && !(page instanceof Page.Problem)
                ? ScopedValue.where(REFERENCE, origin.requestId()).call(() -> show(page))
                : show(page);
    }

    public ResponseEntity<String> show(Page page) {
        var headers = new HttpHeaders();
        headers.setContentType(HTML);
        headers.setCacheControl(CacheControl.noStore());
        headers.set("Content-Security-Policy", policy(page));
        // same-origin rather than no-referrer, under which browsers send our own forms with `Origin: null`
        headers.set("Referrer-Policy", "same-origin");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        if (isOfTheAccount(page)) {
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
        }
        if (page instanceof Page.Leaving leaving) {
            headers.set("Refresh", "0; url=" + leaving.destination());
        }
        if (page instanceof Page.SignedOut out) {
            // the frames get this long to load
            out.destination().ifPresent(uri -> headers.set("Refresh", "3; url=" + uri));
        }
        if (page.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            headers.set("Retry-After", RETRY_AFTER);
        }
        headers.setContentLanguage(words(appearances.of(page.tenant().id())).locale());
        return new ResponseEntity<>(render(page), headers, page.status());
    }

    /// Pages on the way to a client say nothing of their openers: in a window that an application has opened, the way
    /// would end without the application, which that window tells what came of it.
    private static boolean isOfTheAccount(Page page) {
        return page instanceof Page.Overview || page instanceof Page.SetUpCodes || page instanceof Page.SetUpPasskey;
    }

    private static String policy(Page page) {
        String script = script(page);
        String logo = page.client()
                .flatMap(ClientCard::logo)
                .map(uri -> " " + WebOrigin.of(uri))
                .orElse("");
        String frames = page instanceof Page.SignedOut out && !out.frames().isEmpty()
                ? " frame-src "
                        + out.frames().stream().map(WebOrigin::of).distinct().collect(Collectors.joining(" "))
                        + ";"
                : "";
        return "default-src 'none';%s%s style-src 'self'; img-src 'self'%s; form-action 'self'%s; base-uri 'none';"
                        .formatted(script, frames, logo, page.furtherFormTargets())
                + " frame-ancestors 'none'";
    }

    /// No script anywhere, except the one line of a form post, which the policy names by its hash, and the file that
    /// asks the browser for passkeys, which it names by its address.
    private static String script(Page page) {
        String file = WebOrigin.of(page.tenant().issuer()) + assets(page.tenant()) + ".js";
        return switch (page) {
            case Page.FormPost _ -> " script-src '" + Assets.SUBMIT_HASH + "';";
            case Page.SetUpFactor set when set.passkey().isPresent() -> " script-src " + file + ";";
            case Page.SignIn in when in.passkeys() -> " script-src " + file + "; connect-src 'self';";
            case Page.EnterCode enter when enter.passkey().isPresent() -> " script-src " + file + ";";
            case Page.SetUpPasskey _ -> " script-src " + file + ";";
            default -> "";
        };
    }

    private static String assets(Tenant tenant) {
        return path(tenant, "/login/" + Assets.VERSION);
    }

    private String render(Page page) {
        return switch (page) {
            case Page.SignIn in ->
                render(
                        "sign-in",
                        in.tenant(),
                        Text.of("sign-in.title"),
                        Map.ofEntries(
                                entry("csrf", in.csrf()),
                                entry("request", in.request()),
                                entry("username", in.userName()),
                                entry("providers", in.providers()),
                                entry("providerAction", path(in.tenant(), "/login/provider")),
                                entry(
                                        "wrong",
                                        in.alert()
                                                .filter(Page.Alert.WRONG_CREDENTIALS::equals)
                                                .isPresent()),
                                entry("passwords", in.passwords()),
                                entry("forgotten", in.letters() ? path(in.tenant(), "/login/forgotten") : ""),
                                entry(
                                        "register",
                                        in.registration() ? path(in.tenant(), "/login/register?") + in.request() : ""),
                                entry("passkeys", in.passkeys()),
                                entry("passkeyAction", path(in.tenant(), "/login/passkey")),
                                entry("certificates", in.certificates()),
                                entry("certificateAction", path(in.tenant(), "/login/certificate")),
                                entry("action", path(in.tenant(), "/login"))),
                        in.client().orElse(null),
                        in.alert().map(Page.Alert::text).orElse(null));
            case Page.Banner banner ->
                render(
                        "banner",
                        banner.tenant(),
                        Text.of("banner.title"),
                        Map.of(
                                "csrf", banner.csrf(),
                                "request", banner.request(),
                                "action", path(banner.tenant(), "/login/banner")),
                        banner.client().orElse(null),
                        banner.missing() ? Text.of("banner.missing") : null);
            case Page.Leaving leaving ->
                render(
                        "leaving",
                        leaving.tenant(),
                        Text.of("one-moment.title"),
                        Map.of("name", leaving.name().orElse(""), "destination", leaving.destination()));
            case Page.EnterCode enter ->
                render(
                        "enter-code",
                        enter.tenant(),
                        Text.of("enter-code.title"),
                        Map.ofEntries(
                                entry("csrf", enter.csrf()),
                                entry("request", enter.request()),
                                entry("step", enter.step()),
                                entry("username", enter.userName()),
                                entry("codes", enter.codes()),
                                entry("passkey", enter.passkey().orElse("")),
                                entry("letter", enter.letter().orElse("")),
                                entry("certificates", enter.certificates()),
                                entry("passkeyAction", path(enter.tenant(), "/login/passkey")),
                                entry("certificateAction", path(enter.tenant(), "/login/certificate")),
                                entry("action", path(enter.tenant(), "/login/code"))),
                        enter.client().orElse(null),
                        enter.wrong() ? WRONG_PROOF : null);
            case Page.SetUpFactor set ->
                render(
                        "set-up-factor",
                        set.tenant(),
                        Text.of("set-up-factor.title"),
                        Map.of(
                                "csrf", set.csrf(),
                                "request", set.request(),
                                "step", set.step(),
                                "username", set.userName(),
                                "secret", set.secret().map(Page.Secret::text).orElse(""),
                                "uri", set.secret().map(Page.Secret::uri).orElse(""),
                                "qr",
                                        set.secret()
                                                .map(Page.Secret::uri)
                                                .map(QrCode::of)
                                                .orElse(QrCode.NONE),
                                "passkey", set.passkey().orElse(""),
                                "passkeyAction", path(set.tenant(), "/login/enrolment/passkey"),
                                "action", path(set.tenant(), "/login/enrolment")),
                        set.client().orElse(null),
                        set.wrong() ? WRONG_PROOF : null);
            case Page.SetUpCodes codes ->
                render(
                        "set-up-codes",
                        codes.tenant(),
                        Text.of("set-up-codes.title"),
                        Map.of(
                                "csrf", codes.csrf(),
                                "page", codes.page(),
                                "secret", codes.secret(),
                                "uri", codes.uri(),
                                "qr", QrCode.of(codes.uri()),
                                "account", path(codes.tenant(), "/account"),
                                "action", path(codes.tenant(), "/account/codes/confirm")),
                        null,
                        codes.wrong() ? WRONG_CODE : null);
            case Page.SetUpPasskey passkey ->
                render(
                        "set-up-passkey",
                        passkey.tenant(),
                        Text.of("set-up-passkey.title"),
                        Map.of(
                                "csrf", passkey.csrf(),
                                "name", passkey.name(),
                                "options", passkey.options(),
                                "account", path(passkey.tenant(), "/account"),
                                "action", path(passkey.tenant(), "/account/passkeys/confirm")));
            case Page.RecoveryCodes codes ->
                render(
                        "recovery-codes",
                        codes.tenant(),
                        Text.of("recovery-codes.title"),
                        Map.of(
                                "codes", codes.codes(),
                                "account", path(codes.tenant(), "/account"),
                                "action", path(codes.tenant(), "/login/enrolment/done"),
                                "csrf", codes.goingOn().map(Page.GoingOn::csrf).orElse(""),
                                "request",
                                        codes.goingOn()
                                                .map(Page.GoingOn::request)
                                                .orElse(""),
                                "step", codes.goingOn().map(Page.GoingOn::step).orElse("")));
            case Page.ChoosePassword choose ->
                render(
                        "choose-password",
                        choose.tenant(),
                        Text.of("choose-password.title"),
                        Map.of(
                                "csrf", choose.csrf(),
                                "request", choose.request(),
                                "step", choose.step(),
                                "username", choose.userName(),
                                "action", path(choose.tenant(), "/login/password")),
                        choose.client().orElse(null),
                        choose.objection().orElse(null));
            case Page.ForgottenPassword forgotten ->
                render(
                        "forgotten-password",
                        forgotten.tenant(),
                        Text.of("forgotten-password.title"),
                        Map.of(
                                "csrf", forgotten.csrf(),
                                "signIn", path(forgotten.tenant(), "/login"),
                                "action", path(forgotten.tenant(), "/login/forgotten")));
            case Page.PasswordByLink link ->
                render(
                        "password-by-link",
                        link.tenant(),
                        Text.of("password-by-link.title"),
                        Map.of(
                                "csrf", link.csrf(),
                                "link", link.link(),
                                "username", link.userName(),
                                "action", path(link.tenant(), "/login/new-password")),
                        null,
                        link.objection().orElse(null));
            case Page.Register register ->
                render(
                        "register",
                        register.tenant(),
                        Text.of("register.title"),
                        Map.of(
                                "csrf", register.csrf(),
                                "request", register.request(),
                                "signIn", path(register.tenant(), "/login?") + register.request(),
                                "action", path(register.tenant(), "/login/register")),
                        null,
                        register.objection().map(Page.Objection::text).orElse(null));
            case Page.NewAccount account ->
                render(
                        "new-account",
                        account.tenant(),
                        Text.of("register.title"),
                        Map.of(
                                "csrf", account.csrf(),
                                "link", account.link(),
                                "address", account.address(),
                                "action", path(account.tenant(), "/login/registration")),
                        null,
                        account.objection().map(Page.Objection::text).orElse(null));
            case Page.Told told ->
                render(
                        "told",
                        told.tenant(),
                        told.title(),
                        Map.of(
                                "text", told.text(),
                                "wayOn", path(told.tenant(), told.wayOn()),
                                "wayOnText", told.wayOnText()));
            case Page.Consent consent ->
                render(
                        "consent",
                        consent.tenant(),
                        Text.of("consent.title"),
                        Map.of(
                                "csrf", consent.csrf(),
                                "request", consent.request(),
                                "username", consent.userName(),
                                "wanted", Wishes.inWords(consent.wanted()),
                                "details", consent.details(),
                                "action", path(consent.tenant(), "/login/consent")),
                        consent.asking(),
                        null);
            case Page.DeviceCode code ->
                render(
                        "device-code",
                        code.tenant(),
                        Text.of("device-code.title"),
                        Map.of(
                                "csrf", code.csrf(),
                                "userCode", code.userCode(),
                                "username", code.userName(),
                                "wrong", code.wrong(),
                                "action", path(code.tenant(), "/device")),
                        null,
                        code.wrong() ? Text.of("device-code.wrong") : null);
            case Page.DeviceConsent consent ->
                render(
                        "device-consent",
                        consent.tenant(),
                        Text.of("device-consent.title"),
                        Map.of(
                                "csrf", consent.csrf(),
                                "userCode", consent.userCode(),
                                "username", consent.userName(),
                                "wanted", Wishes.inWords(consent.wanted()),
                                "details", consent.details(),
                                "action", path(consent.tenant(), "/device")),
                        consent.asking(),
                        null);
            case Page.DeviceAnswered answered ->
                render(
                        "device-answered",
                        answered.tenant(),
                        Text.of("device-answered.title." + (answered.allowed() ? "allowed" : "denied")),
                        Map.of("allowed", answered.allowed()));
            case Page.Overview overview ->
                render(
                        "account",
                        overview.tenant(),
                        Text.of("account.title"),
                        Map.of(
                                "csrf", overview.csrf(),
                                "signOutCsrf", overview.signOutCsrf(),
                                "account", overview.account(),
                                "notice",
                                        overview.message().wrong()
                                                ? Optional.empty()
                                                : overview.message().text(),
                                "base", path(overview.tenant(), "/account"),
                                "signOut", path(overview.tenant(), "/oauth2/logout")),
                        null,
                        overview.message().wrong() ? overview.message().text().orElse(null) : null);
            case Page.SignedIn in ->
                render(
                        "signed-in",
                        in.tenant(),
                        Text.of("signed-in.title"),
                        Map.of(
                                "csrf", in.csrf(),
                                "username", in.userName(),
                                "account", path(in.tenant(), "/account"),
                                "action", path(in.tenant(), "/oauth2/logout")));
            case Page.SignOut out ->
                render(
                        "sign-out",
                        out.tenant(),
                        Text.of("sign-out.title"),
                        Map.of(
                                "csrf", out.csrf(),
                                "request", out.request(),
                                "username", out.userName(),
                                "action", path(out.tenant(), "/oauth2/logout")));
            case Page.SignedOut out ->
                render(
                        "signed-out",
                        out.tenant(),
                        Text.of("signed-out.title"),
                        Map.of(
                                "action", path(out.tenant(), "/login"),
                                "frames", out.frames(),
                                "destination", out.destination().orElse("")));
            case Page.FormPost post ->
                render(
                        "form-post",
                        post.tenant(),
                        Text.of("one-moment.title"),
                        Map.of("target", post.target(), "answer", post.answer(), "script", Assets.SUBMIT));
            case Page.Problem problem ->
                render(
                        "problem",
                        problem.tenant(),
                        problem.title(),
                        Map.of("detail", problem.detail(), "requestId", problem.requestId()));
        };
    }

    private String render(String template, Tenant tenant, Text title, Map<String, Object> values) {
        return render(template, tenant, title, values, null, null);
    }

    private String render(
            String template,
            Tenant tenant,
            Text title,
            Map<String, Object> values,
            @Nullable ClientCard client, // null: nothing in particular
            @Nullable Text alert) { // null: nothing went wrong
        var model = new HashMap<String, @Nullable Object>(values);
        Look look = appearances.of(tenant.id());
        Catalogue catalogue = words(look);
        model.put("words", new Words(catalogue));
        model.put("lang", catalogue.locale().toLanguageTag());
        model.put("dir", Languages.direction(catalogue.locale()));
        model.put("title", catalogue.say(title));
        model.put("tenant", tenant.shownName());
        model.put("domain", tenant.id().value());
        model.put("assets", assets(tenant));
        String own = path(tenant, "/login/look/" + look.version());
        model.put("colours", look.hasColours() ? own + ".css" : null);
        model.put("logo", look.hasLogo() ? own + ".png" : null);
        var banner = look.banner().map(it -> it.in(catalogue.locale()));
        model.put("bannerText", banner.map(Map.Entry::getValue).orElse(null));
        model.put("bannerLang", banner.map(it -> it.getKey().toLanguageTag()).orElse(null));
        model.put("client", client);
        model.put("alert", alert == null ? null : catalogue.say(alert));
        model.put("reference", REFERENCE.isBound() ? REFERENCE.get() : null);
        return templates.process(template, new Context(catalogue.locale(), model));
    }

    private static Catalogue words(Look look) {
        return Catalogue.of(Languages.current(look.language()));
    }

    private static String path(Tenant tenant, String below) {
        return tenant.issuer().getRawPath() + below;
    }

    private static ITemplateEngine engine() {
        var resolver = new ClassLoaderTemplateResolver(Pages.class.getClassLoader());
        resolver.setPrefix(FOLDER);
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        var engine = new SpringTemplateEngine();
        engine.setTemplateResolver(resolver);
        engine.setTemplateEngineMessageSource(Catalogue.messages());
        return engine;
    }
}
