/// Who may do what with entries and their attributes: rules of the server and of each tenant, and what they come to
/// for one requester and one entry. Nothing is permitted that no rule allows, and nothing that one denies.
@NullMarked
package io.lightwave.directory.access;

import org.jspecify.annotations.NullMarked;
