package io.lightwave.token.saml.idp;

import io.lightwave.directory.Tenant;
import io.lightwave.token.saml.NameIdFormat;
import io.lightwave.token.saml.provider.ServiceProvider;
import io.lightwave.token.saml.xml.XmlText;
import java.util.LinkedHashMap;

/// Writes NameIDs.
public final class NameIdText {
    private NameIdText() {}

    /// A name as the service provider knows it; pairwise ones say between whom they hold (SAML core §8.3.7).
    public static void write(XmlText text, Tenant tenant, ServiceProvider provider, NameIdFormat format, String name) {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("Format", format.uri());
        switch (format) {
            case PERSISTENT, TRANSIENT -> {
                attributes.put("NameQualifier", Addresses.entityId(tenant));
                attributes.put("SPNameQualifier", provider.entityId());
            }
            case EMAIL_ADDRESS, UNSPECIFIED -> {}
        }
        text.element("saml:NameID", attributes, name);
    }
}
