package org.doorward.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.doorward.config.DnsConfig;
import org.doorward.dns.DnsAnswer.Failure;
import org.doorward.store.net.IpAddress;

/** Turns a server's response into an answer, with its time to live within the configured bounds. Pure. */
final class AnswerReader {

    /** Behind SOA's two names: serial, refresh, retry, expire, minimum (RFC 1035 section 3.3.13). */
    private static final int SOA_NUMBERS = 5 * Integer.BYTES;

    private final DnsConfig config;

    AnswerReader(DnsConfig config) {
        this.config = config;
    }

    /**
     * Reads a response, which stays the caller's to release.
     *
     * @param type what was asked for
     */
    DnsAnswer read(DnsResponse response, DnsQuestion.Type type) {
        DnsResponseCode code = response.code();
        if (code.equals(DnsResponseCode.NXDOMAIN)) {
            return new DnsAnswer.Nothing(false, negativeTtl(response));
        }
        if (code.equals(DnsResponseCode.SERVFAIL)) {
            return new DnsAnswer.Failed(Failure.SERVER_FAILURE, "the name server failed over it (SERVFAIL)");
        }
        if (code.equals(DnsResponseCode.REFUSED)) {
            return new DnsAnswer.Failed(Failure.REFUSED, "the name server refuses to answer (REFUSED)");
        }
        if (!code.equals(DnsResponseCode.NOERROR)) {
            return new DnsAnswer.Failed(Failure.BAD_ANSWER, "the name server answered " + code);
        }
        try {
            return records(response, type);
        } catch (CorruptedFrameException | IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return new DnsAnswer.Failed(Failure.BAD_ANSWER, "the name server's answer is malformed");
        }
    }

    private DnsAnswer records(DnsResponse response, DnsQuestion.Type type) {
        DnsRecordType wanted = DnsRecordType.valueOf(type.name());
        List<DnsRecord> found = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        for (int at = 0; at < response.count(DnsSection.ANSWER); at++) {
            io.netty.handler.codec.dns.DnsRecord record = response.recordAt(DnsSection.ANSWER, at);
            // The aliases on the way to the records (CNAME) must not be remembered for longer than they last either.
            ttl = Math.min(ttl, record.timeToLive());
            if (record.type().equals(wanted)) {
                found.add(record(record, type));
            }
        }
        if (!found.isEmpty()) {
            return new DnsAnswer.Found(
                    List.copyOf(found), within(Duration.ofSeconds(ttl), config.ttlLeast(), config.ttlMost()));
        }
        return response.isTruncated()
                ? new DnsAnswer.Failed(Failure.BAD_ANSWER, "the answer was cut off, and TCP did not bring it whole")
                : new DnsAnswer.Nothing(true, negativeTtl(response));
    }

    private static DnsRecord record(io.netty.handler.codec.dns.DnsRecord record, DnsQuestion.Type type) {
        if (record instanceof DnsPtrRecord pointer) {
            return new DnsRecord.Name(relative(pointer.hostname()));
        }
        if (!(record instanceof ByteBufHolder holder)) {
            throw new IllegalArgumentException("no data");
        }
        ByteBuf data = holder.content().duplicate();
        return switch (type) {
            case A -> new DnsRecord.Address(address(data, 4));
            case AAAA -> new DnsRecord.Address(address(data, 16));
            case MX ->
                new DnsRecord.MailServer(data.readUnsignedShort(), relative(DefaultDnsRecordDecoder.decodeName(data)));
            case TXT -> new DnsRecord.Text(text(data));
            case PTR -> new DnsRecord.Name(relative(DefaultDnsRecordDecoder.decodeName(data)));
        };
    }

    private static IpAddress address(ByteBuf data, int length) {
        if (data.readableBytes() != length) {
            throw new IllegalArgumentException("an address of " + data.readableBytes() + " bytes");
        }
        byte[] bytes = new byte[length];
        data.readBytes(bytes);
        return IpAddress.ofBytes(bytes);
    }

    private static String text(ByteBuf data) {
        StringBuilder text = new StringBuilder(data.readableBytes());
        while (data.isReadable()) {
            text.append(data.readCharSequence(data.readUnsignedByte(), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    /** Without the dot at its end, so that the root is empty. */
    private static String relative(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** RFC 2308 section 5: the lesser of the SOA's own time to live and its minimum; the least when there is no SOA. */
    private Duration negativeTtl(DnsResponse response) {
        Duration ttl = Duration.ZERO;
        for (int at = 0; at < response.count(DnsSection.AUTHORITY); at++) {
            io.netty.handler.codec.dns.DnsRecord record = response.recordAt(DnsSection.AUTHORITY, at);
            if (record.type().equals(DnsRecordType.SOA) && record instanceof ByteBufHolder holder) {
                ByteBuf data = holder.content();
                if (data.readableBytes() >= SOA_NUMBERS) {
                    long minimum = data.getUnsignedInt(data.writerIndex() - Integer.BYTES);
                    ttl = Duration.ofSeconds(Math.min(record.timeToLive(), minimum));
                }
            }
        }
        return within(ttl, config.negativeTtlLeast(), config.negativeTtlMost());
    }

    private static Duration within(Duration ttl, Duration least, Duration most) {
        if (ttl.compareTo(least) < 0) {
            return least;
        }
        return ttl.compareTo(most) > 0 ? most : ttl;
    }
}
