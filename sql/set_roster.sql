UPDATE roster SET report = :report, day = :day, time = :time, pause = :pause,
	knowledge = :knowledge;
