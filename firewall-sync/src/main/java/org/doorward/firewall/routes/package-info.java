/**
 * Routes that lead nowhere as a firewall, for hosts where nothing else can be had. {@link org.doorward.firewall.routes.RoutesFirewall} is
 * the entrance and says what it cannot; {@link org.doorward.firewall.routes.Routes} decides which network gets which route,
 * {@link org.doorward.firewall.routes.RoutingTable} reads and changes the kernel's.
 */
@NullMarked
package org.doorward.firewall.routes;

import org.jspecify.annotations.NullMarked;
