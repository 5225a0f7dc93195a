/**
 * What domains publish about who may send for them (SPF, RFC 7208).
 *
 * <p>{@link org.doorward.spf.SpfEvaluator} answers for one address and one sender; the rules are those of Apache James jSPF, which is
 * driven step by step here, so that its questions go to {@link org.doorward.dns.Dns} and nothing waits.
 * {@link org.doorward.spf.SenderRanges} knows which addresses large senders have published. Nothing outside of this package
 * sees jSPF.
 */
@NullMarked
package org.doorward.spf;

import org.jspecify.annotations.NullMarked;
