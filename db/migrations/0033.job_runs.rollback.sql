DROP TABLE chatbot.job_runs;
