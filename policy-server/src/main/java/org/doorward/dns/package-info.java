/**
 * Questions to the DNS. {@link org.doorward.dns.Dns} is what the rest of Doorward sees: a question, and later an answer that
 * tells "there is none" from "nobody knows". Netty and its records stay in here.
 *
 * <p>Start at {@link org.doorward.dns.NettyDns}, which sends a question and all that stands around that;
 * {@link org.doorward.dns.AnswerReader} is pure.
 */
@NullMarked
package org.doorward.dns;

import org.jspecify.annotations.NullMarked;
