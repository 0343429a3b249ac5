package io.lightwave.token.federation;

import io.lightwave.directory.Tenant;
import io.lightwave.token.page.Page;
import io.lightwave.token.saml.idp.FormTargets;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// How a browser goes to a provider.
public sealed interface Departure {

    /// The page that sends it there.
    ///
    /// @param name of the provider, as people see it
    Page page(Tenant tenant, String name);

    record Address(URI address) implements Departure {
        @Override
        public Page page(Tenant tenant, String name) {
            return new Page.Leaving(tenant, Optional.of(name), address);
        }
    }

    /// By a form that it sends there.
    record Form(URI target, Map<String, String> fields) implements Departure {
        public Form {
            fields = Map.copyOf(fields);
        }

        Form with(String name, String value) {
            var more = new LinkedHashMap<>(fields);
            more.put(name, value);
            return new Form(target, more);
        }

        @Override
        public Page page(Tenant tenant, String name) {
            return new Page.FormPost(tenant, target.toString(), fields, FormTargets.of(target));
        }
    }
}
