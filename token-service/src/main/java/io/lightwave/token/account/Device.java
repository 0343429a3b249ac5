package io.lightwave.token.account;

import io.lightwave.token.language.Text;
import java.util.List;
import java.util.Map;

/// Says what a `User-Agent` seems to be: for the eye only, since browsers say what they like.
final class Device {
    private static final List<Map.Entry<String, String>> BROWSERS = List.of(
            Map.entry("Edg/", "Edge"),
            Map.entry("OPR/", "Opera"),
            Map.entry("Firefox/", "Firefox"),
            Map.entry("Chrome/", "Chrome"),
            Map.entry("Chromium/", "Chromium"),
            Map.entry("Safari/", "Safari"),
            Map.entry("curl/", "curl"));
    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(
            Map.entry("Android", "Android"),
            Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"),
            Map.entry("Windows", "Windows"),
            Map.entry("Mac OS X", "macOS"),
            Map.entry("CrOS", "ChromeOS"),
            Map.entry("Linux", "Linux"));

    private Device() {}

    static Text inWords(String userAgent) {
        String browser = first(BROWSERS, userAgent, "");
        String system = first(SYSTEMS, userAgent, "");
        if (browser.isEmpty() && system.isEmpty()) {
            return Text.of("device.unknown");
        }
        return browser.isEmpty() || system.isEmpty()
                ? Text.asItIs(browser + system)
                : Text.of("device", browser, system);
    }

    private static String first(List<Map.Entry<String, String>> known, String text, String otherwise) {
        return known.stream()
                .filter(entry -> text.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}
