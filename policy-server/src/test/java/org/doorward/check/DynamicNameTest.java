package org.doorward.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.doorward.store.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicNameTest {

    private static final IpAddress V4 = IpAddress.parse("198.51.100.7").orElseThrow();

    @ParameterizedTest(name = "{0} for 198.51.100.7")
    @ValueSource(
            strings = {
                "198-51-100-7.example.net",
                "198.51.100.7.example.net",
                "7.100.51.198.example.net",
                "7-100-51-198.example.net",
                "host-198-51-100-7.isp.example",
                "host198x51x100x7.isp.example",
                "h198051100007.isp.example",
                "c007100051198.isp.example",
                "ip198511007.isp.example",
                "ip-198-51-100-007.isp.example",
                "7.100-51-198.isp.example",
                "static-198-51-100-7.isp.example",
                "ec2-198-51-100-7.compute-1.amazonaws.com",
                "198-51-100-7.ip.linodeusercontent.com",
                "p3325256711.isp.example",
                "pC6336407.dip0.t-ipconnect.de",
                "hc6336407.isp.example",
                "x076433c6.isp.example",
                "c6-33-64-07.isp.example",
                "c-198-51-100-7.hsd1.ca.comcast.net",
                "pool-198-51-100-7.nycmny.fios.verizon.net",
                "cpe-198-51-100-7.socal.res.rr.com",
                "dynamic-198-051-100-007.198.51.pool.telefonica.de",
                "dhcp-12.campus.example.edu",
                "ppp1234.dialup.isp.example",
                "dsl-33-12.isp.example",
                "12.adslpool.isp.example",
                "dynamicip-22.isp.example",
                "cable-77-12.isp.example",
                "cpc12345-abcd1-2-0-cust123.5-1.cable.virginm.net",
                "pool-71-12.isp.example",
                "user-0c8h2f91.isp.example",
                "customer-4711-22.isp.example",
                "mobile-22-3344.isp.example",
                "198-51-100-7.dyn.user.example.net",
                "mail-198-51-100-7.dynamic.isp.example",
                "abts-north-dynamic-007.100.51.198.airtelbroadband.in",
                "HOST-198-51-100-7.ISP.EXAMPLE",
            })
    void knowsANameMadeByRule(String name) {
        assertThat(DynamicName.sign(name, V4)).isPresent();
        assertThat(DynamicName.looksDynamic(name, V4)).isTrue();
    }

    @ParameterizedTest(name = "{0} for 198.51.100.7")
    @ValueSource(
            strings = {
                "",
                "mail-ej1-f41.google.com",
                "a12-34.smtp-out.amazonses.com",
                "mta-65-227.sparkpostmail.com",
                "mta-198-51-100-7.sparkpostmail.com",
                "o1.ptr1234.example.net",
                "o16789101-198.outbound-mail.sendgrid.net",
                "198-51-100-7.mta.example",
                "198-51-100-7.smtp.mailer.example",
                "mail-eopbgr100007.outbound.protection.outlook.com",
                "mail198-7.suw101.mcdlv.net",
                "mout.kundenserver.de",
                "mx.example.org",
                "mx1.example.org",
                "mail.example.org",
                "smtp-out-127-1.amazon.example",
                "relay100-7.isp.example",
                "pool-1.mail.example.org",
                "web42.hoster.example",
                "srv123456.hoster.example",
                "vps-1a2b3c4d.vps.ovh.net",
                "s7.exacttarget.com",
                "server51.example.org",
                "example.org",
                "localhost",
                "dhcp.example.org",
                "home.example.org",
                "home2.example.org",
                "user7.example.org",
                "dsl.example",
                "dyn-12.example",
                "clienthost.example.org",
                "cabledirect.de",
                "100-7.example.org",
                "lists.debian.org",
                "bendel.debian.org",
                "mail-108-mta207.mxroute.example",
                "a8-55.smtp-out.eu-west-1.amazonses.com",
                "dispatch7.mx.example.org",
                "198.51.example.org",
            })
    void leavesANameOfItsOwnAlone(String name) {
        assertThat(DynamicName.sign(name, V4)).isEmpty();
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource({
        "20010db8000000000000000000000007.isp.example, 2001:db8::7, true",
        "2001-db8--7.isp.example,                      2001:db8::7, true",
        "2001-0db8-0000-0000-0000-0000-0000-0007.isp.example, 2001:db8::7, true",
        "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.isp.example, 2001:db8::7, true",
        "x0211ccfffe334455.isp.example,                2001:db8::211:ccff:fe33:4455, true",
        "mail.example.org,                             2001:db8::7, false",
        "v6-7.example.org,                             2001:db8::7, false",
        "2001-db8--8.isp.example,                      2001:db8::7, false",
    })
    void knowsIpv6InAName(String name, String address, boolean dynamic) {
        IpAddress client = IpAddress.parse(address).orElseThrow();
        assertThat(DynamicName.looksDynamic(name, client)).isEqualTo(dynamic);
    }

    /** The file says where each of them was seen. */
    @ParameterizedTest(name = "{0} for {1}")
    @CsvFileSource(resources = "/names/seen.csv")
    void tellsNamesThatWereSeen(String name, String address, String made, String seen) {
        IpAddress client = IpAddress.parse(address).orElseThrow();

        assertThat(seen).isIn("sa", "forum", "lists");
        assertThat(made).isIn("dynamic", "own", "missed");
        assertThat(DynamicName.looksDynamic(name, client)).isEqualTo(made.equals("dynamic"));
    }

    @Test
    void findsOnlyTheClientsOwnAddress() {
        IpAddress other = IpAddress.parse("198.51.100.8").orElseThrow();
        assertThat(DynamicName.sign("198-51-100-7.example.net", other)).isEmpty();
    }

    @Test
    void saysWhatDecided() {
        assertThat(DynamicName.sign("198-51-100-7.example.net", V4)).hasValue("embeds its address");
        assertThat(DynamicName.sign("dhcp-12.campus.example", V4)).hasValue("has \"dhcp\" beside digits");
        assertThat(DynamicName.sign("pool-71-12.isp.example", V4)).hasValue("has \"pool\" beside digits");
    }

    @Test
    void leavesANameAloneThatNoHostCanHave() {
        assertThat(DynamicName.sign("dhcp-1.".repeat(60) + "example", V4)).isEmpty();
    }
}
