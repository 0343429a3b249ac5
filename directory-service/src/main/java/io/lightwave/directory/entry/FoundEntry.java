package io.lightwave.directory.entry;

import com.unboundid.ldap.sdk.Attribute;
import java.util.List;
import java.util.UUID;

/// An entry as a requester may see it: its name and the selected attributes, ready to be encoded.
public record FoundEntry(UUID id, String name, List<Attribute> attributes) {}
