/// Subjects (users, groups, workloads, clients, nodes) as the other modules see them: entries of the tree below their
/// kind's container.
@NullMarked
package io.lightwave.directory.subject;

import org.jspecify.annotations.NullMarked;
