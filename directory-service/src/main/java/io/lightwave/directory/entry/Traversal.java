package io.lightwave.directory.entry;

/// How a search goes about entries that stand for others.
///
/// @param dereferencesBase whether aliases are followed to find the base (RFC 4511 §4.5.1.3)
/// @param dereferencesFound whether aliases below the base are followed
/// @param managesReferrals whether referral objects are entries as others are (RFC 3296 §3, ManageDsaIT)
public record Traversal(boolean dereferencesBase, boolean dereferencesFound, boolean managesReferrals) {
    /// Every entry is only itself.
    public static final Traversal PLAIN = new Traversal(false, false, true);
}
