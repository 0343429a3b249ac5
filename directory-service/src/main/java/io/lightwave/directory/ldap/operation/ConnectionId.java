package io.lightwave.directory.ldap.operation;

/// Tells a connection from all others, and request ids begin with it. Written out when it is asked
/// for only: most of the time most connections are silent.
///
/// @param prefix the same for all connections since the listeners opened
public record ConnectionId(String prefix, long number) {
    @Override
    public String toString() {
        return prefix + Long.toString(number, Character.MAX_RADIX);
    }
}
