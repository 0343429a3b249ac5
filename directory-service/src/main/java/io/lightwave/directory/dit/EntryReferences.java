package io.lightwave.directory.dit;

/// What names entries by their ids outside of the tree.
@FunctionalInterface
public interface EntryReferences {

    /// Takes the entry out of all that names it; in the transaction that deletes it, before it is gone.
    void forget(Entry entry);
}
