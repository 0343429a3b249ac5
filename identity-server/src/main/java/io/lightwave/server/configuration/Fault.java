package io.lightwave.server.configuration;

/// What is wrong with a file, and where.
///
/// @param line from 1
/// @param field the path of the field, for instance `clients[2].redirectUris[0]`; empty when none is to blame
record Fault(String file, int line, String field, String detail) {}
