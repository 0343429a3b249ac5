package io.lightwave.ca;

import io.lightwave.directory.Subject;
import io.lightwave.directory.SubjectId;
import java.util.function.Predicate;

/// Certificates that were given for a node's word.
public interface AttestedCertificates {

    /// Waits for whoever is recording a certificate for the node or for its word, and keeps others from
    /// it until the caller's transaction ends. What a node's end does first, whoever changes what is known
    /// of a node does first too, so that neither waits for the other that waits for it.
    void hold(Subject node);

    /// Revokes, from now on and batch by batch, all that was given for the word of a node until now. Joins the caller's
    /// transaction, and keeps others from being given something for that node's word until it ends.
    void end(Subject node);

    /// Revokes all that was given to a workload for the word of other nodes than these, in transactions of its own.
    void keep(Subject workload, Predicate<SubjectId> nodes);
}
