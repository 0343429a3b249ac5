package io.lightwave.directory.authentication;

import io.lightwave.directory.SubjectId;
import io.lightwave.directory.TenantId;

/// Who somebody says they are.
///
/// @param id of the subject, or one made of the name when there is none
/// @param userName as the subject bears it, or as it was claimed
record Claim(TenantId tenant, SubjectId id, String userName) {}
