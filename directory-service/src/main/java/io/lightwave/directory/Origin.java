package io.lightwave.directory;

/// Where a request came from.
///
/// @param address the peer's IP address in text form
/// @param requestId made by us for each request or LDAP operation; stands in the answer and the audit event
public record Origin(String address, String requestId) {}
