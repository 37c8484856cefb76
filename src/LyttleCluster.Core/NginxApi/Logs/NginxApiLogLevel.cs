namespace LyttleCluster.Core.NginxApi;

/// <summary>How severe a line is, most severe first: nginx's levels (https://nginx.org/en/docs/ngx_core_module.html#error_log), LyttleNGINX's between them.</summary>
internal enum NginxApiLogLevel
{
    Emerg,
    Alert,
    Crit,
    Error,
    Warn,
    Notice,
    Info,
    Debug,
}
