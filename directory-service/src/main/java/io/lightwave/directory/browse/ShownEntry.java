package io.lightwave.directory.browse;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// An entry as the caller may see it. Values are text, or base64 where the attribute's values are bytes.
///
/// @param attributes those that people write, by their names
/// @param operational those that the server keeps
record ShownEntry(UUID id, String dn, Map<String, List<String>> attributes, Map<String, List<String>> operational) {}
