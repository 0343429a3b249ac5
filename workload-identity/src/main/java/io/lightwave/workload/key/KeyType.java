package io.lightwave.workload.key;

/// The types of key we verify with.
enum KeyType {
    RSA,
    P256,
    P384,
    P521,
    ED25519
}
