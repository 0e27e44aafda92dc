// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/ask.h"

#include "runtime/host/arguments.h"
#include "runtime/host/conversation.h"
#include "runtime/host/model_function.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

class AskModel final : public ModelFunction {
 public:
  AskModel(Log& log, const ModelCalls& calls, std::shared_ptr<const app::Manifest> manifest)
      : ModelFunction(std::move(manifest)), log_(log), calls_(calls) {}

  std::string_view name() const override { return "modus_models.askModel"; }
  std::size_t arity() const override { return 5; }
  CallTexts texts() const override {
    return {"Asking model.", "Completed asking model.", "Cancelled asking model.",
            "Error asking model."};
  }

  // Begins on the loop: the guest's own stack is small.
  void call(const std::shared_ptr<HostRequest>& request) const override {
    // The conversation lives in the request's cancel task, and goes when the answer is in or the
    // call is gone.
    auto conversation = std::make_shared<std::unique_ptr<Conversation>>();
    request->cancel = [conversation] { conversation->reset(); };
    request->caller->loop().post(
        [this, weak = std::weak_ptr(request), place = std::weak_ptr(conversation)] {
          const auto waiting = weak.lock();
          const auto kept = place.lock();
          if (waiting && kept) begin(waiting, *kept);
        });
  }

 private:
  void begin(const std::shared_ptr<HostRequest>& request,
             std::unique_ptr<Conversation>& kept) const {
    auto made = make(request);
    if (!made) return answer(*request, std::unexpected(std::move(made).error()));
    kept = *std::move(made);
    kept->start();
  }

  Result<std::unique_ptr<Conversation>> make(const std::shared_ptr<HostRequest>& request) const {
    MODUS_TRY(question, read(*request));
    return Conversation::make(calls_, log_, *request, question, nullptr,
                              [weak = std::weak_ptr(request)](Result<std::string> text) {
                                answer(*weak.lock(), std::move(text));
                              });
  }

  static void answer(HostRequest& request, Result<std::string> text) {
    auto done = std::move(request.done);
    const Task conversation = std::exchange(request.cancel, nullptr);
    if (!text) return done(std::unexpected(std::move(text).error()));
    done(Value::string(types::copy_text(request.arena, *text)));
  }

  static Result<Question> read(const HostRequest& request) {
    Question question{.model = text_argument(request, 0), .input = text_argument(request, 1)};
    const std::string_view type = text_argument(request, 2);
    if (!type.empty()) {
      question.answer = request.caller->convention().answer_type(type);
      if (question.answer == nullptr) {
        return fail(ErrorCode::kNotFound,
                    "the module's metadata does not describe the type \"{}\"; rebuild the app with "
                    "\"modus build\"",
                    type);
      }
    }
    read_tools(request, 3, question);
    return question;
  }

  Log& log_;
  const ModelCalls& calls_;
};

}  // namespace

std::unique_ptr<HostFunction> make_ask_model(Log& log, const ModelCalls& calls,
                                             std::shared_ptr<const app::Manifest> manifest) {
  return std::make_unique<AskModel>(log, calls, std::move(manifest));
}

}  // namespace modus::host
