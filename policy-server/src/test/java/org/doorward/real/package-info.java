/**
 * Tests with real parts: the built distribution, started as an operator starts it, and Debian's Postfix before it.
 *
 * <p>{@link org.doorward.real.DoorwardProcess} runs the server, {@link org.doorward.real.PostfixInstance} a private Postfix that
 * can send nothing to the outside, {@link org.doorward.real.MailClient} speaks SMTP to it from any address that a test wants.
 * {@link org.doorward.firewall.real.RealParts} says what happens where a part is missing. These tests run after the distribution is
 * packed (phase {@code integration-test}); for one of them:
 *
 * <pre>mvn -Dquick -pl policy-server -am verify -Dtest=PostfixRealTest</pre>
 */
@NullMarked
package org.doorward.real;

import org.jspecify.annotations.NullMarked;
