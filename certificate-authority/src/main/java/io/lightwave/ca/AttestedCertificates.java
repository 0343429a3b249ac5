package io.lightwave.ca;

import io.lightwave.directory.Subject;

/// Certificates that were given for a node's word.
public interface AttestedCertificates {

    /// Revokes, from now on and batch by batch, all that was given for the word of a node until now. Joins the caller's
    /// transaction, and keeps others from being given something for that node's word until it ends.
    void end(Subject node);
}
