package io.lightwave.token.refresh;

import io.lightwave.token.approval.Approval;

/// A token that belongs to a family, whatever it is worth.
record PresentedToken(RefreshToken token, Family family, Approval approval, Family.Standing standing) {}
