package io.lightwave.token.language;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Which language somebody reads.
public final class Languages {
    /// Those there are catalogues of; the first is that of whoever reads none of them.
    public static final List<Locale> SUPPORTED = List.of(Locale.ENGLISH, Locale.GERMAN);

    private static final String WANTED = Languages.class.getName() + ".wanted";
    private static final int LONGEST = 1_000;
    private static final Set<String> FROM_THE_RIGHT =
            Set.of("ar", "dv", "fa", "he", "ku", "nqo", "ps", "sd", "ug", "ur", "yi");

    private static final ScopedValue<Optional<Locale>> HANDED_OVER = ScopedValue.newInstance();

    private Languages() {}

    /// As metadata has them.
    public static List<String> tags() {
        return SUPPORTED.stream().map(Locale::toLanguageTag).toList();
    }

    /// Remembers, for the request that is being answered, what its client says its person reads.
    ///
    /// @param uiLocales language tags, the preferred first, with spaces between; unknown ones do not matter
    public static void want(String uiLocales) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request != null) {
            request.setAttribute(WANTED, uiLocales, RequestAttributes.SCOPE_REQUEST);
        }
    }

    /// An errand that is run later on another thread, for whoever has sent the request that is being answered now.
    public static Runnable handOver(Runnable errand) {
        Optional<Locale> asked = asked();
        return () -> ScopedValue.where(HANDED_OVER, asked).run(errand);
    }

    /// Of whoever has sent the request that is being answered.
    ///
    /// @param otherwise of whoever reads none of those here
    public static Locale current(Locale otherwise) {
        return asked().orElse(otherwise);
    }

    private static Optional<Locale> asked() {
        if (HANDED_OVER.isBound()) {
            return HANDED_OVER.get();
        }
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest())
                : Optional.empty();
    }

    private static Optional<Locale> of(HttpServletRequest request) {
        return Optional.ofNullable((String) request.getAttribute(WANTED))
                .flatMap(Languages::ofTags)
                .or(() -> Optional.ofNullable(request.getHeader("Accept-Language"))
                        .flatMap(Languages::ofRanges));
    }

    /// The first of some language tags that is here, or is here without its region or script (RFC 4647 §3.4).
    public static Optional<Locale> ofTags(String tags) {
        return ofRanges(
                Stream.of(tags.split(" ", -1)).filter(tag -> !tag.isEmpty()).collect(Collectors.joining(",")));
    }

    /// By the value of `Accept-Language`, or of `preferredLanguage` in an entry (RFC 2798 §2.7).
    public static Optional<Locale> ofRanges(String ranges) {
        if (ranges.isEmpty() || ranges.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Locale.lookup(Locale.LanguageRange.parse(ranges), SUPPORTED));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /// The value of `dir` for pages in a language.
    public static String direction(Locale locale) {
        return FROM_THE_RIGHT.contains(locale.getLanguage()) ? "rtl" : "ltr";
    }
}
