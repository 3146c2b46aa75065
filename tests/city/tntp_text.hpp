// A network in TNTP form, as small as one can be: two zones, three nodes, three links.
#pragma once

#include <string>

namespace halong::test {

inline std::string const tntp_network_text = R"(<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 3
<NUMBER OF LINKS> 3
<END OF METADATA>

~ init term capacity length free_flow_time b power speed toll type ;
	1	3	100	2	5	0.15	4	50	1	1	;
	3	2	200	4	6.5	0.15	4	50	0	1;
	2	3	1e2	4	6.5	0	0	50	0	1	; ~ back
)";

}  // namespace halong::test
