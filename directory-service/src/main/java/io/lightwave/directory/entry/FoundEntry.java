package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import java.util.List;

/// An entry as a requester may see it: its name and the selected attributes, ready to be encoded.
public record FoundEntry(String name, List<Attribute> attributes) {}
