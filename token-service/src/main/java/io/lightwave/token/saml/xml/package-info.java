/// XML as SAML needs it, and no more of it: strict reading, writing that is born canonical, and signatures over
/// whole elements (XML Signature 1.1 as far as SAML 2.0 core §5 uses it).
@NullMarked
package io.lightwave.token.saml.xml;

import org.jspecify.annotations.NullMarked;
