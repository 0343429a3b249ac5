package io.lightwave.server.start;

import io.lightwave.server.settings.Settings;
import io.lightwave.server.tenant.TenantProvisioning;
import java.util.Optional;

/// What the operator is told when the server is ready.
final class Announcement {
    private final Settings settings;
    private final DataFolder folder;

    Announcement(Settings settings, DataFolder folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /// @param first whether this was the first start, and so the one time to show the generated password
    String text(boolean first) {
        StringBuilder text = new StringBuilder("\nLightwave is ready.\n\n");
        line(text, "Console", settings.publicUrl() + "/console/");
        line(text, "Sign in", "as %s at %s".formatted(TenantProvisioning.ADMINISTRATOR, settings.systemTenant()));
        if (first) {
            Optional<String> password = folder.read(folder.administratorPassword());
            line(
                    text,
                    "Password",
                    password.map(generated -> generated + "  (change it; not shown again)")
                            .orElse("the one you have set"));
        }
        line(text, "Trust anchor", folder.trustAnchor().toString());
        line(text, "First token", curl());
        return text.append('\n').toString();
    }

    private String curl() {
        String credentials = folder.read(folder.bootstrapClient()).isPresent()
                ? "\"$(cat '%s')\"".formatted(folder.bootstrapClient())
                : "\"%s:$LIGHTWAVE_BOOTSTRAP_CLIENT_SECRET\"".formatted(settings.bootstrapClientId());
        return "curl --cacert '%s' -u %s -d grant_type=client_credentials %s/t/%s/oauth2/token"
                .formatted(folder.trustAnchor(), credentials, settings.publicUrl(), settings.systemTenant());
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-13s %s%n".formatted(name, value));
    }
}
