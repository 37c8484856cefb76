namespace LyttleCluster.Service.Logging;

/// <summary>Brings what the web server itself warns of into our log; the rest of its talk is left out.</summary>
internal sealed class ServerWarnings(ServiceLog log) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        log.Warn(formatter(state, exception), ("exception", exception?.ToString()));
    }

    public void Dispose()
    {
    }
}
