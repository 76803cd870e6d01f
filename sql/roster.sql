SELECT report, time + pause, knowledge FROM roster;
