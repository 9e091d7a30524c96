#pragma once

namespace CLI {
class App;
}

namespace synod {

/// Adds `synod route explain`.
void add_route(CLI::App& app);

} // namespace synod
